import { call } from './http'
import type { FoundStations, Page, PublicCase, PublicVisits, StationProfile } from './types'

export const station = (id: string) => call<StationProfile>('GET', `/api/stations/${id}`)
/** By place, by words, or the nearest first: `near` is latitude and longitude, used for this answer only. */
export const stations = (query: { area?: string; q?: string; near?: string; cursor?: string | null }) =>
  call<FoundStations>('GET', '/api/stations', { query })
/** What people told this station and what became of it, as the station released it; the newest first. */
export const cases = (id: string, cursor?: string | null) =>
  call<Page<PublicCase>>('GET', `/api/stations/${id}/cases`, { query: { cursor } })
/** Who came by the plan and what was promised, where the county shows it; the latest first. */
export const stationVisits = (id: string) => call<PublicVisits>('GET', `/api/stations/${id}/visits`)
