import { call, download } from './http'
import type { Named } from './types'

export type ReportStatus = 'draft' | 'self_edit' | 'scheduled' | 'presented' | 'evaluated' | 'published'
export type ReportWay = 'onsite' | 'written' | 'live'
export type ReportAnswer = 'satisfied' | 'basic' | 'unsatisfied'

export interface ReportLine {
  id: string
  title: string
  year: number
  status: ReportStatus
  status_words: string
  deputy: Named
  station: Named
  way: ReportWay | null
  way_words: string
  presents_at: string | null
}
export interface ReportResult { satisfied: number; basic: number; unsatisfied: number; total: number }
interface Figures {
  months: number[]
  kinds: { name: string; count: number }[]
  suggestions: string[]
  place: string
  live_url: string
  closes_on: string | null
  result: ReportResult | null
  least: number
}
export interface PublicReport extends ReportLine, Figures {
  deputy_title: string
  constituency: string
  sections: { key: string; title: string; text: string }[]
  is_open: boolean
  may_vote: boolean
  has_voted: boolean
  belongs_to: string | null
}
export interface DraftSection { key: string; title: string; text: string; source: string; is_edited: boolean }
export interface OwnReport extends ReportLine, Figures {
  sections: DraftSection[]
  marks: Record<string, string>
  stations: Named[]
  questions: number
  actions: string[]
}
export interface Progress { key: string; name: string; words: string; is_met: boolean }

export const draftReport = (year: number) => call<OwnReport>('POST', '/api/reports', { body: { year } })
export const myReports = () => call<{ items: ReportLine[] }>('GET', '/api/reports/mine')
export const ownReport = (id: string) => call<OwnReport>('GET', `/api/reports/${id}/own`)
export const editReport = (id: string, texts: Record<string, string>) =>
  call<OwnReport>('PUT', `/api/reports/${id}`, { body: texts })
export const scheduleReport = (id: string, body: { way: ReportWay; presents_at: string; live_url?: string }) =>
  call<OwnReport>('POST', `/api/reports/${id}/schedule`, { body })
export const turnReport = (id: string, verb: 'restore' | 'recall' | 'present' | 'publish') =>
  call<OwnReport>('POST', `/api/reports/${id}/${verb}`, { body: {} })
export const fetchReport = (id: string) => download(`/api/reports/${id}/own/pdf`)

export const announcedReports = (of: { station?: string; deputy?: string }) =>
  call<{ items: ReportLine[] }>('GET', '/api/reports', { query: of })
export const report = (id: string) => call<PublicReport>('GET', `/api/reports/${id}`)
export const askReport = (id: string, content: string, key: string) =>
  call<{ message_id: string; number: string; pin: string | null }>('POST', `/api/reports/${id}/questions`, { body: { content }, key })
export const belongTo = (stationId: string) => call<Named>('PUT', '/api/voters/own', { body: { station_id: stationId } })
export const voteReport = (id: string, answer: ReportAnswer) => call<void>('POST', `/api/reports/${id}/vote`, { body: { answer } })

export const yearProgress = (year: number) => call<{ items: Progress[] }>('GET', '/api/duties/overview', { query: { year } })
