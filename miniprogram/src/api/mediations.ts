import { call } from './http'
import type { Page } from './types'

export type MediationStatus =
  | 'signalled' | 'mediating' | 'proposed' | 'agreed' | 'kept' | 'broken' | 'failed' | 'dropped'

export interface MediationRow {
  id: string
  number: string
  status: MediationStatus
  mediator: string
  opened_at: string
  revisit_on: string | null
  waits_for_me: boolean
}
export interface Side {
  position: number
  name: string
  is_me: boolean
  duty: string | null
  until: string | null
  has_agreed: boolean
  is_kept: boolean | null
}
export interface Mediation extends MediationRow {
  agreement: string | null
  go_to: string | null
  parties: Side[]
  steps: { action: string; at: string; by: string; text: string | null }[]
  actions: ('answer' | 'revisit')[]
}

/** All that its mediator reads. */
export interface MediationTable extends MediationRow {
  why: string
  agreement: string | null
  go_to: string | null
  parties: (Side & { phone: string | null })[]
  steps: { action: string; at: string; by: string; text: string | null; is_private: boolean }[]
  may_note: boolean
}

export const conducted = () => call<Page<MediationRow>>('GET', '/api/mediations/conducted')
export const mediationTable = (id: string) => call<MediationTable>('GET', `/api/mediations/${id}/table`)
export const noteMediation = (id: string, body: { text: string; is_private: boolean }) =>
  call<MediationTable>('POST', `/api/mediations/${id}/notes`, { body })
export const mediations = () => call<Page<MediationRow>>('GET', '/api/mediations')
export const mediation = (id: string) => call<Mediation>('GET', `/api/mediations/${id}`)
export const answerMediation = (id: string, body: { agrees: boolean; text: string }) =>
  call<Mediation>('POST', `/api/mediations/${id}/answer`, { body })
export const revisitMediation = (id: string, body: { is_kept: boolean; text: string }) =>
  call<Mediation>('POST', `/api/mediations/${id}/revisit`, { body })
