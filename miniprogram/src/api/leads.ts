import { call } from './http'

/** What the author of a letter was asked when it was turned into something else, and how that stands. */
export interface TurnedInto {
  consent: boolean | null
  asked_at: string
  kind: string
  level: string
  status: string
}

/** A kind of lead: who may decide about it (the usual one first), what is asked and what is needed. */
export interface LeadSheet {
  kind: string
  name: string
  hint: string
  levels: string[]
  fields: string[]
  needed: string[]
}
/** The letter's words without whoever wrote it, and into what it may be turned. */
export interface LeadOffer {
  is_open: boolean
  title: string
  content: string
  kinds: LeadSheet[]
}
export type LeadBody = { kind: string; level: string; title: string; content: string } & Record<string, string | number>

export const leadOffer = (messageId: string) => call<LeadOffer>('GET', `/api/messages/${messageId}/lead`)
export const turnIntoLead = (messageId: string, body: LeadBody, key: string) =>
  call<{ id: string }>('POST', `/api/messages/${messageId}/lead`, { body, key })
export const turnedInto = (messageId: string) => call<TurnedInto>('GET', `/api/messages/${messageId}/lead/consent`)
export const agreeToLead = (messageId: string, consent: boolean) =>
  call<TurnedInto>('POST', `/api/messages/${messageId}/lead/consent`, { body: { consent } })
