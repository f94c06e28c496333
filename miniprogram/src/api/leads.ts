import { call } from './http'

/** What the author of a letter was asked when it was turned into something else, and how that stands. */
export interface TurnedInto {
  consent: boolean | null
  asked_at: string
  kind: string
  level: string
  status: string
}

export const turnedInto = (messageId: string) => call<TurnedInto>('GET', `/api/messages/${messageId}/lead/consent`)
export const agreeToLead = (messageId: string, consent: boolean) =>
  call<TurnedInto>('POST', `/api/messages/${messageId}/lead/consent`, { body: { consent } })
