import { call } from './http'
import type { Arrival, Duty, DutyCase, DutyChoice, DutyFile, Named, OwnDuty, Page, WaitingDuty, WaitingRecord } from './types'

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
/** What waits for a second person, what has waited longest first. */
export const waitingDuties = (cursor?: string | null) =>
  call<Page<WaitingDuty>>('GET', '/api/duties/waiting', { query: { cursor } })
export const waitingDuty = (id: string) => call<WaitingRecord>('GET', `/api/duties/waiting/${id}`)
/** Asked again it says the same: what is confirmed already counts as done. */
export const confirmDuties = (ids: string[]) =>
  call<{ done: string[]; refused: { id: string; text: string }[] }>('POST', '/api/duties/confirmations', { body: { duty_ids: ids } })
export const rejectDuty = (id: string, reason: string) => call<Duty>('POST', `/api/duties/${id}/reject`, { body: { reason } })
export const decideDuty = (id: string, isGranted: boolean, reason: string) =>
  call<Duty>('POST', `/api/duties/${id}/decide`, { body: { is_granted: isGranted, reason } })
export const arrivals = (activityId: string) => call<Page<Arrival>>('GET', `/api/duties/arrivals/${activityId}`)
/** The liaison's word that somebody is leaving now. */
export const saidLeft = (id: string) => call<Duty>('POST', `/api/duties/${id}/left`)
