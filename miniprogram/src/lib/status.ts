/** How a state of a matter is shown: picture, words and a soft colour, never colour alone. */
import type { Message, MessageRow, ResultClass } from '@/api/types'
import type { IconName } from '@/lib/icons'
import { zh } from '@/words/zh'

export interface Badge { tone: '' | 'you' | 'go' | 'ok' | 'warn'; icon: IconName; text: string }

const RESULTS: Record<ResultClass, Badge> = {
  A: { tone: 'ok', icon: 'done', text: zh.result.A },
  B: { tone: 'go', icon: 'flag', text: zh.result.B },
  C: { tone: '', icon: 'info', text: zh.result.C },
  D: { tone: '', icon: 'file', text: zh.result.D },
}

export const resultBadge = (result: ResultClass): Badge => RESULTS[result]

function answered(waitsForMe: boolean): Badge {
  return waitsForMe
    ? { tone: 'you', icon: 'message', text: zh.status.answeredWaits }
    : { tone: 'go', icon: 'message', text: zh.status.answered }
}

function badge(status: string, waitsForMe: boolean): Badge {
  if (status === 'accepted') return { tone: 'go', icon: 'tick', text: zh.status.accepted }
  if (status === 'answered') return answered(waitsForMe)
  if (status === 'concluded') return { tone: 'ok', icon: 'done', text: zh.status.concluded }
  return { tone: '', icon: 'clock', text: zh.status.submitted }
}

export const rowBadge = (row: Pick<MessageRow, 'status' | 'waits_for_me'>): Badge =>
  badge(row.status, row.waits_for_me)

/** The author sees "your turn"; staff see that it was answered. */
export function messageBadge(message: Message): Badge {
  const waits = message.actions.includes('rate') && !message.rating
  return message.is_flagged && message.status === 'answered'
    ? { tone: 'warn', icon: 'again', text: zh.status.flagged }
    : badge(message.status, waits)
}
