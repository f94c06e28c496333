/** What is read by somebody who met the same. */

export const following = {
  follow: {
    metoo: '我也遇到',
    metooLabel: (what: string) => `我也遇到：${what}`,
    busy: '正在记',
    done: '记下了，有进展就告诉您。',
    see: '去看看',
    title: '我也遇到的事',
    list: (count: number) => `我也遇到的，${count} 件`,
    row: (station: string, number: string) => `${station}，编号 ${number}`,
    nameless: (number: string) => `编号 ${number} 的事`,
    private: '反映的人是谁，您看不到；您是谁，别人也看不到。',
    promised: (day: string) => `答应${day}答复`,
    answer: '答复',
    answerWhy: (day: string) => `${day}答复。和个人有关的字，已经隐去。`,
    waiting: '还没有答复，有了马上告诉您。',
    own: '您那里不一样，或还没好？',
    write: '自己写一封',
    leave: '不再告诉我',
    left: '好，不再告诉您这件事。',
    since: (day: string) => `${day}起跟着看`,
  },
} as const
