import { call } from './http'
import type { Activity, Page, Slot } from './types'

export const activities = (box: 'mine' | 'station', cursor?: string | null) =>
  call<Page<Activity>>('GET', '/api/activities', { query: { box, cursor } })
export const ownCalendar = () => call<{ has_address: boolean }>('GET', '/api/activities/calendars/own')
/** The address is told once; an earlier one ends. */
export const giveCalendar = () => call<{ address: string }>('POST', '/api/activities/calendars/own')
export const takeBackCalendar = () => call<null>('DELETE', '/api/activities/calendars/own')
/** What everybody may know of what is planned at a station. */
export const coming = (station: string) =>
  call<Page<Slot>>('GET', '/api/activities/coming', { query: { station } })
