/** Who came to a station by its plan, and what they promised; only where the county shows it. */
export const visits = {
  visits: {
    title: '谁来过站里，答应了什么',
    why: '来过以后，站里放出来给大家看的。',
    when: (who: string, day: string) => `${who}，${day}来的`,
    promised: (unit: string, day: string) => `${unit}答应${day}前办好`,
    kept: (unit: string, day: string) => `${unit}办好了，${day}`,
    late: (unit: string, day: string) => `${unit}答应${day}前办好，还没有办好`,
    byLetter: '按群众来信办，结果告诉来信人。',
    open: '问题还在一件一件定。',
    all: '看全部',
  },
} as const
