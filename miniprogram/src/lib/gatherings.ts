/** An activity put right by hand: what is missing, and the body that is sent. */
import type { Activity } from '@/api/types'
import { isDay } from '@/lib/days'
import { moment } from '@/lib/when'
import { zh } from '@/words/zh'

export interface Edited {
  title: string
  day: string
  from: string
  to: string
  place: string
  online: boolean
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/
const TITLE = { least: 2, most: 80 }
const two = (number: number) => String(number).padStart(2, '0')

export function editedOf(one: Activity): Edited {
  const [start, end] = [moment(one.starts_at), moment(one.ends_at)]
  const clock = (at: typeof start) => (at ? `${two(at.hour)}:${two(at.minute)}` : '')
  return {
    title: one.title,
    day: start ? [start.year, two(start.month), two(start.day)].join('-') : '',
    from: clock(start),
    to: clock(end),
    place: one.place ?? '',
    online: one.is_online,
  }
}

/** A clock as people type it: 9:00 and full-width colons are fine. */
export const clockOf = (text: string) => text.trim().replace('\uff1a', ':').replace(/^(\d):/, '0$1:')

export function faultsOf(words: Edited): Record<string, string> {
  const length = words.title.trim().length
  return {
    ...(length < TITLE.least || length > TITLE.most ? { title: zh.gathering.nameError } : {}),
    ...(isDay(words.day.trim()) ? {} : { day: zh.gathering.dayError }),
    ...clockFaults(clockOf(words.from), clockOf(words.to)),
  }
}

function clockFaults(from: string, to: string): Record<string, string> {
  if (!CLOCK.test(from)) return { from: zh.gathering.clockError }
  if (!CLOCK.test(to)) return { to: zh.gathering.clockError }
  return from < to ? {} : { to: zh.gathering.orderError }
}

/** In China's time, whatever the phone is set to. */
export function bodyOf(words: Edited) {
  const at = (clock: string) => `${words.day.trim()}T${clockOf(clock)}:00+08:00`
  return {
    title: words.title.trim(),
    starts_at: at(words.from),
    ends_at: at(words.to),
    place: words.place.trim(),
    is_online: words.online,
  }
}

/** Of the steps that are offered, those that need no word: the first one is the page's one red button. */
export const PLAIN = ['publish', 'hand_in', 'archive'] as const
export type Plain = (typeof PLAIN)[number]
export const WORDED = ['finish', 'postpone', 'send_back', 'cancel'] as const
export type Worded = (typeof WORDED)[number]
export const offered = <T extends string>(steps: string[], of: readonly T[]): T[] => of.filter((one) => steps.includes(one))
