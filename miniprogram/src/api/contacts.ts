import { call } from './http'
import type { Page } from './types'

export type ContactStatus = 'asked' | 'active' | 'declined' | 'ended'
export type Effect = 'solved' | 'moving' | 'still' | 'first'

export interface ContactLink {
  id: string
  kind: 'voter' | 'deputy'
  status: ContactStatus
  name: string
  phone: string
  since: string | null
  asked_at: string
  consent: 'phone' | 'counter' | null
  actions: ('invite' | 'end')[]
}
/** The invitation is told once: an address, and the same drawn. */
export interface Invited extends ContactLink {
  link: string | null
  picture: string | null
}
export interface Contacts {
  kind: 'voter' | 'deputy'
  counted: number
  least: number
  items: ContactLink[]
  arrived_on: string | null
}
export interface Candidate { id: string; name: string; title: string }
export interface AskedBy { deputy: string; title: string; constituency: string }
/** From the other side. */
export interface MyContact {
  id: string
  status: ContactStatus
  deputy: string
  title: string
  name: string
  phone: string
  since: string | null
  questions_id: string | null
  identity_reads: { at: string; by: string; reason: string }[]
  actions: ('answer' | 'end')[]
}
export interface ThreeAnswers { need: string; idea: string; effect: Effect }
export interface ThreeSaid extends ThreeAnswers { who: string; answered_at: string }
export interface Visit {
  id: string
  on: string
  who: string
  said: string
  promised: string
  follow_up: string
  link_id: string | null
  is_on_file: boolean
  message_id: string | null
  answers: ThreeSaid | null
}
export interface VisitWords { who: string; on: string; said: string; promised: string; follow_up: string; link_id: string | null }
export interface Questions {
  id: string
  sent_at: string
  open_until: string
  is_open: boolean
  told: string
  answers: ThreeSaid[]
}
export interface HandIn { content: string; place: string; name: string; phone: string; consent_record: boolean }
export interface HandedIn { message_id: string; number: string; pin: string | null }

const ROOT = '/api/contacts'
export const contacts = () => call<Contacts>('GET', ROOT)
export const askContact = (body: { name: string; phone: string } | { deputy_id: string }) => call<Invited>('POST', ROOT, { body })
export const inviteContact = (id: string) => call<Invited>('POST', `${ROOT}/${id}/invitation`, { body: {} })
export const endContact = (id: string) => call<null>('POST', `${ROOT}/${id}/end`, { body: {} })
export const contactCandidates = (words: string) => call<Page<Candidate>>('GET', `${ROOT}/candidates`, { query: { words } })

export const askedBy = (invitation: string) => call<AskedBy>('GET', `${ROOT}/asked`, { query: { invitation } })
export const answerInvitation = (invitation: string, agrees: boolean) =>
  call<Page<MyContact>>('POST', `${ROOT}/answers`, { body: { invitation, agrees } })
export const answerContact = (id: string, agrees: boolean) => call<Page<MyContact>>('POST', `${ROOT}/${id}/answer`, { body: { agrees } })
export const myContacts = () => call<Page<MyContact>>('GET', `${ROOT}/mine`)

export const visits = () => call<Page<Visit>>('GET', `${ROOT}/visits`)
export const writeVisit = (body: VisitWords, key: string) => call<Visit>('POST', `${ROOT}/visits`, { body, key })
export const followUp = (id: string, text: string) => call<Visit>('POST', `${ROOT}/visits/${id}/follow-up`, { body: { text } })
export const handIn = (id: string, body: HandIn, key: string) => call<HandedIn>('POST', `${ROOT}/visits/${id}/letter`, { body, key })
export const askOnVisit = (id: string, body: ThreeAnswers) => call<Visit>('POST', `${ROOT}/visits/${id}/questions`, { body })

export const questions = () => call<Page<Questions>>('GET', `${ROOT}/questions`)
export const sendQuestions = () => call<Page<Questions>>('POST', `${ROOT}/questions`, { body: {} })
export const answerQuestions = (id: string, body: ThreeAnswers) =>
  call<Page<MyContact>>('POST', `${ROOT}/questions/${id}/answer`, { body })
export const arrive = () => call<{ on: string }>('POST', `${ROOT}/arrival`, { body: {} })
