import { call } from './http'
import type { Duty, DutyCase, DutyChoice, DutyFile, Named, OwnDuty } from './types'

export const dutiesToday = (code: string) =>
  call<{ code: string; station: Named; activities: DutyChoice[] }>('GET', '/api/duties/today', { query: { code } })
export const recordDuty = (
  body: { code: string; activity_id?: string; kind?: string; scanned_at?: string; nonce?: string },
  key: string,
) => call<Duty>('POST', '/api/duties', { body, key })
export const enterDuty = (deputyId: string, activityId: string) =>
  call<Duty>('POST', '/api/duties/entries', { body: { deputy_id: deputyId, activity_id: activityId } })
/** The deputy's own code of this half minute, for the liaison's phone to scan. */
export const faceCode = () => call<{ code: string; picture: string; seconds: number }>('GET', '/api/duties/face')
export const meetDuty = (code: string) => call<Duty & { deputy: string }>('POST', '/api/duties/meetings', { body: { code } })
export const leaveDuty = (id: string, code: string) => call<Duty>('POST', `/api/duties/${id}/leave`, { body: { code } })
export const dutyFile = (year: number, cursor?: string | null) =>
  call<DutyFile>('GET', '/api/duties', { query: { box: 'mine', year, cursor } })
/** In the deputy's own words; 200 when the same thing is on file already. */
export const writeDuty = (body: OwnDuty & { is_draft: boolean; upload_ids: string[] }) =>
  call<Duty>('POST', '/api/duties/own', { body })
export const rewriteDuty = (id: string, body: OwnDuty) => call<Duty>('PUT', `/api/duties/${id}`, { body })
export const dutyRecord = (id: string) => call<DutyCase>('GET', `/api/duties/${id}`)
export const submitDuty = (id: string) => call<Duty>('POST', `/api/duties/${id}/submit`)
export const revokeDuty = (id: string) => call<Duty>('POST', `/api/duties/${id}/revoke`)
export const appealDuty = (id: string, reason: string) => call<Duty>('POST', `/api/duties/${id}/appeal`, { body: { reason } })
