import { call } from './http'
import type { Page, StationProfile, StationRow } from './types'

export const station = (id: string) => call<StationProfile>('GET', `/api/stations/${id}`)
export const stations = (query: { area?: string; q?: string; cursor?: string | null }) =>
  call<Page<StationRow>>('GET', '/api/stations', { query })
