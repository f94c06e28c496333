/** How a duty record stands, and what is written of one without a code. */
import type { OwnDuty } from '@/api/types'
import type { Badge } from '@/lib/status'
import { moment, now } from '@/lib/when'
import { zh } from '@/words/zh'

const LOOKS: Record<string, Pick<Badge, 'icon' | 'tone'>> = {
  confirmed: { icon: 'done', tone: 'ok' },
  archived: { icon: 'done', tone: 'ok' },
  draft: { icon: 'pen', tone: 'warn' },
  rejected: { icon: 'info', tone: 'warn' },
}

/** Words and a mark of their own for each state; what waits, and what is over, stays plain. */
export function dutyBadge(status: string): Badge {
  const look = LOOKS[status] ?? { icon: 'clock', tone: '' }
  return { ...look, text: zh.record.status[status] ?? zh.record.status.pending ?? '' }
}

export interface OwnWords {
  kind: string
  title: string
  day: string
  place: string
}

export const FIRST_KIND = 'visit_voters'
const TITLE = { least: 2, most: 80 }
const two = (number: number) => String(number).padStart(2, '0')

export function today(): string {
  const { year, month, day } = now()
  return [year, two(month), two(day)].join('-')
}

export const emptyOwn = (): OwnWords => ({ kind: FIRST_KIND, title: '', day: today(), place: '' })

/** What is missing, by field; nothing when it can be sent. */
export function faultsOf(words: OwnWords): Record<string, string> {
  const title = words.title.trim()
  const day = moment(words.day.trim())
  return {
    ...(title.length < TITLE.least || title.length > TITLE.most ? { title: zh.ownDuty.whatError } : {}),
    ...(day && day.index <= now().index ? {} : { day: zh.ownDuty.dayError }),
  }
}

/** Nobody says the hour: noon, or this moment on the day itself. */
export function bodyOf(words: OwnWords): OwnDuty {
  const day = words.day.trim()
  const at = day === today() ? new Date().toISOString() : `${day}T12:00:00+08:00`
  return { kind: words.kind, at, title: words.title.trim(), place: words.place.trim() }
}
