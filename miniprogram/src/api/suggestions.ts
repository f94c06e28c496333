import { call } from './http'
import type { Attachment, Named, Page, ResultClass } from './types'

export type SuggestionStatus =
  | 'draft' | 'seconding' | 'submitted' | 'reviewed' | 'dispatched' | 'returned' | 'handling' | 'replied'
  | 'rehandling' | 'concluded' | 'followup' | 'archived' | 'withdrawn'
export type SuggestionLevel = 'county' | 'township' | 'street_council'
export type Verdict = 'satisfied' | 'basically' | 'unsatisfied'

export interface SuggestionRow {
  id: string
  number: string
  title: string
  status: SuggestionStatus
  level: SuggestionLevel
  leader: Named
  is_mine: boolean
  due_on: string | null
  waits_for_me: boolean
  created_at: string
}
export interface SuggestionAnswer {
  result: ResultClass
  text: string
  promised_on: string | null
  by: string
  unit: string
  at: string
  file: Attachment | null
  evaluation: { result: Verdict; attitude: Verdict; text: string | null; at: string } | null
}
export interface Suggestion extends SuggestionRow {
  area_code: string
  addressee: string
  category: string
  category_name: string
  cause: string
  content: string
  proposal: string
  confidential: boolean
  promised_on: string | null
  cosigners: (Named & { answer: 'invited' | 'joined' | 'declined' })[]
  units: { name: string; is_main: boolean }[]
  answers: SuggestionAnswer[]
  steps: { action: string; at: string; by: string; text: string | null }[]
  origin: string | null
  actions: string[]
}
export interface SuggestionWords {
  level: SuggestionLevel
  area_code: string
  title: string
  category: string
  cause: string
  content: string
  proposal: string
  confidential: boolean
}
export interface SuggestionChoices {
  addressees: { level: SuggestionLevel; area_code: string; name: string }[]
  categories: { code: string; name: string }[]
}
/** What the author of a letter was asked; title and answer only once they agreed. */
export interface Asked {
  consent: boolean | null
  asked_at: string
  leader: string
  title: string | null
  status: SuggestionStatus | null
  answer: string | null
  result: ResultClass | null
}

export const suggestions = (cursor?: string | null) =>
  call<Page<SuggestionRow> & { waiting: number }>('GET', '/api/suggestions', { query: { cursor } })
export const suggestion = (id: string) => call<Suggestion>('GET', `/api/suggestions/${id}`)
export const choices = () => call<SuggestionChoices>('GET', '/api/suggestions/choices')
export const beginSuggestion = (body: SuggestionWords, key: string) =>
  call<Suggestion>('POST', '/api/suggestions', { body, key })
export const writeSuggestion = (id: string, body: SuggestionWords) =>
  call<Suggestion>('PUT', `/api/suggestions/${id}`, { body })
export const turnLetter = (messageId: string, key: string) =>
  call<Suggestion>('POST', '/api/suggestions/from-message', { body: { message_id: messageId }, key })
export const colleagues = (id: string, q: string) =>
  call<{ deputies: Named[] }>('GET', `/api/suggestions/${id}/colleagues`, { query: { q } })

const turn = (id: string, verb: string, body: object) => call<Suggestion>('POST', `/api/suggestions/${id}/${verb}`, { body })
export const invite = (id: string, ids: string[]) => turn(id, 'invite', { deputy_ids: ids })
export const second = (id: string, joins: boolean) => turn(id, 'second', { joins })
export const revise = (id: string) => turn(id, 'revise', {})
export const submit = (id: string) => turn(id, 'submit', {})
export const withdrawSuggestion = (id: string) => turn(id, 'withdraw', {})
export const evaluate = (id: string, body: { result: Verdict; attitude: Verdict; text?: string }) => turn(id, 'evaluate', body)

export const asked = (messageId: string) => call<Asked>('GET', `/api/messages/${messageId}/suggestion`)
export const agree = (messageId: string, consent: boolean) =>
  call<Asked>('POST', `/api/messages/${messageId}/suggestion`, { body: { consent } })
