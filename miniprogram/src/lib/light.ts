/** The light on a card of the inbox: its form and its words carry the meaning, colour only helps. */
import type { IconName } from '@/lib/icons'
import { daysBetween, moment, now, type Moment } from '@/lib/when'
import { zh } from '@/words/zh'

export interface Light { tone: 'green' | 'yellow' | 'red'; icon: IconName; text: string }

/** Calendar days, not working days: only the server knows the holidays. */
export function lightOf(promisedOn: string | null, isOverdue: boolean, today: Moment = now()): Light | null {
  const day = moment(promisedOn)
  if (!day) return null
  const left = daysBetween(today, day)
  if (isOverdue || left < 0) return { tone: 'red', icon: 'alert', text: zh.light.late(Math.max(0, -left)) }
  if (left === 0) return { tone: 'yellow', icon: 'clock', text: zh.light.today }
  if (left === 1) return { tone: 'yellow', icon: 'clock', text: zh.light.left(left) }
  return { tone: 'green', icon: 'done', text: zh.light.left(left) }
}
