import { call } from './http'
import type { Activity, ActivityCase, Beside, Page, Slot } from './types'

export const activities = (box: 'mine' | 'station', cursor?: string | null) =>
  call<Page<Activity>>('GET', '/api/activities', { query: { box, cursor } })
export const ownCalendar = () => call<{ has_address: boolean }>('GET', '/api/activities/calendars/own')
/** The address is told once; an earlier one ends. */
export const giveCalendar = () => call<{ address: string }>('POST', '/api/activities/calendars/own')
export const takeBackCalendar = () => call<null>('DELETE', '/api/activities/calendars/own')
/** What everybody may know of what is planned at a station. */
export const coming = (station: string) =>
  call<Page<Slot>>('GET', '/api/activities/coming', { query: { station } })
export const activity = (id: string) => call<ActivityCase>('GET', `/api/activities/${id}`)
export const reviseActivity = (
  id: string,
  body: { title: string; starts_at: string; ends_at: string; place: string; is_online: boolean },
) => call<ActivityCase>('PUT', `/api/activities/${id}`, { body })
export const inviteTo = (id: string, deputyIds: string[]) =>
  call<ActivityCase>('PUT', `/api/activities/${id}/guests`, { body: { deputy_ids: deputyIds } })
export const stepActivity = (id: string, action: string, text = '') =>
  call<ActivityCase>('POST', `/api/activities/${id}/steps`, { body: { action, text } })
export const answerActivity = (id: string, answer: 'coming' | 'away', reason = '') =>
  call<ActivityCase>('PUT', `/api/activities/${id}/answer`, { body: { answer, reason } })
/** What is still to come where I sit, apart from what I am invited to. */
export const besideMine = () => call<Page<Beside>>('GET', '/api/activities/beside')
export const stationCalendar = (id: string) => `/api/activities/calendars/stations/${id}.ics`
