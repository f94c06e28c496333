/** How a state of a matter is shown: picture, words and a soft colour, never colour alone. */
import type { Mark, Message, MessageRow, ResultClass } from '@/api/types'
import type { IconName } from '@/lib/icons'
import { zh } from '@/words/zh'

export interface Badge { tone: '' | 'you' | 'go' | 'ok' | 'warn'; icon: IconName; text: string }

const RESULTS: Record<ResultClass, Badge> = {
  A: { tone: 'ok', icon: 'done', text: zh.result.A },
  B: { tone: 'go', icon: 'flag', text: zh.result.B },
  C: { tone: '', icon: 'info', text: zh.result.C },
  D: { tone: '', icon: 'file', text: zh.result.D },
}

const MARKS: Record<Mark, Pick<Badge, 'tone' | 'icon'>> = {
  clear: { tone: 'ok', icon: 'shield' },
  waiting: { tone: '', icon: 'clock' },
  text: { tone: 'warn', icon: 'eye' },
  photo: { tone: 'warn', icon: 'eye' },
  unchecked: { tone: 'warn', icon: 'eye' },
  withheld: { tone: '', icon: 'lock' },
}

/** How far a letter is from being public. */
export const markBadge = (mark: Mark): Badge => ({ ...MARKS[mark], text: zh.marks.names[mark] })

export const resultBadge = (result: ResultClass): Badge => RESULTS[result]

function answered(waitsForMe: boolean): Badge {
  return waitsForMe
    ? { tone: 'you', icon: 'message', text: zh.status.answeredWaits }
    : { tone: 'go', icon: 'message', text: zh.status.answered }
}

function needed(waitsForMe: boolean): Badge {
  return waitsForMe
    ? { tone: 'you', icon: 'pen', text: zh.status.needInfoWaits }
    : { tone: '', icon: 'clock', text: zh.status.needInfo }
}

const BADGES: Record<string, Badge> = {
  submitted: { tone: '', icon: 'clock', text: zh.status.submitted },
  rejected: { tone: 'go', icon: 'arrow', text: zh.status.rejected },
  withdrawn: { tone: '', icon: 'undo', text: zh.status.withdrawn },
  accepted: { tone: 'go', icon: 'tick', text: zh.status.accepted },
  assigned: { tone: 'go', icon: 'arrow', text: zh.status.assigned },
  handling: { tone: 'go', icon: 'tick', text: zh.status.handling },
  unit_returned: { tone: 'go', icon: 'arrow', text: zh.status.unitReturned },
  reworking: { tone: 'warn', icon: 'again', text: zh.status.reworking },
  merged: { tone: 'go', icon: 'tick', text: zh.status.merged },
  converted: { tone: 'go', icon: 'file', text: zh.status.converted },
  concluded: { tone: 'ok', icon: 'done', text: zh.status.concluded },
}
const JUDGED = ['answered', 'replied']

function badge(status: string, waitsForMe: boolean): Badge {
  if (status === 'need_info') return needed(waitsForMe)
  // one answer for several: its author is asked like any other
  if (JUDGED.includes(status) || (status === 'merged' && waitsForMe)) return answered(waitsForMe)
  return BADGES[status] ?? BADGES['submitted']!
}

export const rowBadge = (row: Pick<MessageRow, 'status' | 'waits_for_me'>): Badge =>
  badge(row.status, row.waits_for_me)

/** The author sees "your turn"; staff see that it was answered. */
export function messageBadge(message: Message): Badge {
  const isAsked = message.status === 'need_info' && message.actions.includes('withdraw')
  const waits = isAsked || (message.actions.includes('rate') && !message.rating)
  return badge(message.status, waits)
}
