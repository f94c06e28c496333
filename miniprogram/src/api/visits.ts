import { call } from './http'
import type { Page, VisitCase, VisitChoices, VisitRow } from './types'

const of = (id: string) => `/api/visits/${id}`

export const plannedVisits = (cursor?: string | null) =>
  call<Page<VisitRow>>('GET', '/api/visits', { query: { page: cursor } })
export const plannedVisit = (id: string) => call<VisitCase>('GET', of(id))
export const visitChoices = (id: string) => call<VisitChoices>('GET', `${of(id)}/choices`)
export const notifyVisit = (id: string) => call<VisitCase>('POST', `${of(id)}/notify`)
export const holdVisit = (id: string, body: { held_on: string; findings: string; deputy_ids: string[] }) =>
  call<VisitCase>('POST', `${of(id)}/hold`, { body })
export const listMatter = (id: string, words: string, key: string) =>
  call<VisitCase>('POST', `${of(id)}/issues`, { body: { words }, key })
export const answerMatter = (
  id: string,
  matter: string,
  body: { answer: string; department_id: string | null; due_on: string | null },
) => call<VisitCase>('POST', `${of(id)}/issues/${matter}/respond`, { body })
export const keepPromise = (id: string, matter: string, result: string) =>
  call<VisitCase>('POST', `${of(id)}/issues/${matter}/keep`, { body: { result } })
export const commitVisit = (id: string) => call<VisitCase>('POST', `${of(id)}/commit`)
export const closeVisit = (id: string, text: string) => call<VisitCase>('POST', `${of(id)}/close`, { body: { text } })
