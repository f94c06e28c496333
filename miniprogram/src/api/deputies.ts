import { call } from './http'
import type { Deputy, Fitting, Found, FoundDeputy } from './types'

export const deputy = (id: string) => call<Deputy>('GET', `/api/deputies/${id}`)
export const deputies = (query: { area?: string; q?: string; specialty?: string; cursor?: string | null }) =>
  call<Found<FoundDeputy>>('GET', '/api/deputies', { query })
/** What the deputies of a place know about. */
export const specialties = (area: string) => call<{ items: string[] }>('GET', '/api/specialties', { query: { area } })
/** Who knows what a matter is about, three at most. What is said is not kept. */
export const fitting = (matter: { text: string; area?: string; station_id?: string }) =>
  call<Fitting>('POST', '/api/matters', { body: matter })
