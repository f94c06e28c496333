import { call } from './http'
import type { Duty, DutyChoice, DutyFile, Named } from './types'

export const dutiesToday = (code: string) =>
  call<{ station: Named; activities: DutyChoice[] }>('GET', '/api/duties/today', { query: { code } })
export const recordDuty = (
  body: { code: string; activity_id?: string; kind?: string; scanned_at?: string },
  key: string,
) => call<Duty>('POST', '/api/duties', { body, key })
export const enterDuty = (deputyId: string, activityId: string) =>
  call<Duty>('POST', '/api/duties/entries', { body: { deputy_id: deputyId, activity_id: activityId } })
export const dutyFile = (year: number, cursor?: string | null) =>
  call<DutyFile>('GET', '/api/duties', { query: { box: 'mine', year, cursor } })
