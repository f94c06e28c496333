/** What is the matter with a code on a wall, as the liaison will read it. */
import { zh } from '@/words/zh'

export type CodeTrouble = keyof typeof zh.report.troubles
export const TROUBLES = Object.keys(zh.report.troubles) as CodeTrouble[]

/** The server keeps 200 characters: the trouble, and this much in one's own words. */
export const MOST_WORDS = 150

export function noteOf(trouble: CodeTrouble, words: string): string {
  return [zh.report.troubles[trouble], words.trim()].filter(Boolean).join(zh.report.then)
}
