import { call } from './http'
import type { Activity, Page, Slot } from './types'

export const activities = (box: 'mine' | 'station', cursor?: string | null) =>
  call<Page<Activity>>('GET', '/api/activities', { query: { box, cursor } })
/** What everybody may know of what is planned at a station. */
export const coming = (station: string) =>
  call<Page<Slot>>('GET', '/api/activities/coming', { query: { station } })
