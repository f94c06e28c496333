/** What waits for the liaison: which of it is clear, and the line that says why it waits. */
import type { WaitingDuty } from '@/api/types'
import { dayWeek } from '@/lib/say'
import { zh } from '@/words/zh'

export const isClear = (one: Pick<WaitingDuty, 'actions'>) => one.actions.includes('confirm')

/** Why it waits, when and where it was: all that is needed for the clear ones. */
export function lineOf(one: WaitingDuty): string {
  return [one.why_words, dayWeek(one.at), one.place || one.station?.name].filter(Boolean).join(zh.verify.dot)
}

/** Who else decides, where this reader may not. */
export function otherwise(one: Pick<WaitingDuty, 'actions' | 'why'>): string {
  if (one.actions.length > 0) return ''
  return one.why === 'dispute' ? zh.verify.headDecides : zh.verify.anotherDecides
}

/** What became of several, in one sentence. */
export function toldOf(done: number, refused: { text: string }[]): string {
  const parts = done > 0 ? [zh.verify.done(done)] : []
  return [...parts, ...[...new Set(refused.map(({ text }) => text))]].join('')
}
