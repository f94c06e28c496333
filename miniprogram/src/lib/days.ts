/** Days as the server writes them. */
const CHINA_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
const DAY = /^\d{4}-\d\d-\d\d$/

/** The day so many days ago in China, as 2026-11-18. */
export const daysAgo = (count: number) => new Date(Date.now() + CHINA_MS - count * DAY_MS).toISOString().slice(0, 10)
export const isDay = (text: string) => DAY.test(text)
