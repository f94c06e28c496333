/** Points, only where the county has switched them on by its papers; for the person alone. */
export const points = {
  points: {
    heading: (year: number, total: number) => `${year} 年积分 ${total} 分`,
    why: (paper: string, day: string) => `凭 ${paper} 开的，到${day}为止。只有您和人事代表工委看得到，没有排名，没有及格线。`,
    line: (count: number, weight: number, cap: number) => `${count} 次，一次 ${weight} 分，一年最多 ${cap} 分`,
    counted: (count: number) => `${count} 分`,
    open: '看怎么算的',
  },
} as const
