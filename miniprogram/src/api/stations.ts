import { call } from './http'
import type { FoundStations, StationProfile } from './types'

export const station = (id: string) => call<StationProfile>('GET', `/api/stations/${id}`)
/** By place, by words, or the nearest first: `near` is latitude and longitude, used for this answer only. */
export const stations = (query: { area?: string; q?: string; near?: string; cursor?: string | null }) =>
  call<FoundStations>('GET', '/api/stations', { query })
