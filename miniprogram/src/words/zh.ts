/** Every word a person reads on the phone. Short, kind, verb first; a button says what happens. */
import type { Moment } from '@/lib/when'
import { beside } from './beside'
import { common } from './common'
import { contacts } from './contacts'
import { deputy } from './deputy'
import { door } from './door'
import { duties } from './duties'
import { faces } from './faces'
import { finding } from './finding'
import { following } from './following'
import { leaving } from './leaving'
import { leads } from './leads'
import { letters } from './letters'
import { manager } from './manager'
import { mediation } from './mediation'
import { mine } from './mine'
import { reports } from './reports'
import { planning } from './planning'
import { points } from './points'
import { saying } from './saying'
import { suggestions } from './suggestions'
import { telling } from './telling'
import { verifying } from './verifying'
import { visiting } from './visiting'
import { visits } from './visits'

export const zh = { ...common, ...beside, ...contacts, ...finding, ...following, ...faces, ...leads, ...leaving, ...letters, ...mine, ...planning, ...points, ...saying, ...telling, ...deputy, ...door, ...duties, ...manager, ...mediation, ...reports, ...suggestions, ...verifying, ...visiting, ...visits } as const

/** When a promise is due, as one says it: 今天下班前, 明天下班前, or the day with its weekday. */
export function promiseWords(at: Moment, today: Moment): string {
  const left = at.index - today.index
  if (left === 0) return zh.when.promise.today
  if (left === 1) return zh.when.promise.tomorrow
  return zh.when.promise.later(at, today)
}

/** When something happened, near days by name. */
export function happenedWords(at: Moment, today: Moment): string {
  const ago = today.index - at.index
  if (ago === 0) return zh.when.todayClock(at)
  if (ago === 1) return zh.when.yesterdayClock(at)
  return at.year === today.year ? zh.when.dayWeek(at) : zh.when.dayYear(at, today)
}
