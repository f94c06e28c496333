/** What a deputy did and what is planned: duties, activities, visits, points. */
import type { Attachment, Named, Page } from '@/api/types'

export type ActivityStatus =
  | 'draft' | 'pending_approval' | 'published' | 'postponed' | 'ongoing' | 'finished' | 'archived' | 'cancelled'
export interface Points {
  year: number
  document_no: string
  ends_on: string
  total: number
  lines: { words: string; count: number; weight: number; cap: number; counted: number }[]
}

export interface VisitIssue {
  words: string
  answer: string | null
  unit: string | null
  due_on: string | null
  kept_on: string | null
  result: string | null
  by_letter: boolean
}

export interface PublicVisit {
  kind: string
  kind_words: string
  who: string
  topic: string
  held_on: string
  issues: VisitIssue[]
}

export interface PublicVisits {
  is_open: boolean
  items: PublicVisit[]
}

export interface DutyChoice {
  id: string
  title: string
  kind: string
  starts_at: string
  ends_at: string
  place: string | null
  is_chosen: boolean
  duty_id: string | null
}
export interface Duty {
  id: string
  kind: string
  kind_name: string
  title: string | null
  status: 'confirmed' | 'pending' | (string & {})
  source: 'scan' | 'staff' | 'import' | 'self' | (string & {})
  how_words: string
  station: Named | null
  at: string
  place: string
}
export interface DutyStep {
  words: string
  by: string
  at: string
  reason: string
  was: string[]
}
export interface DutyCase extends Duty {
  status_words: string
  steps: DutyStep[]
  actions: string[]
  pictures: Attachment[]
}
export interface OwnDuty {
  kind: string
  at: string
  title: string
  place: string
}
export interface DutyYear {
  year: number
  sentence: string
  months: { month: number; confirmed: number; pending: number }[]
  kinds: { kind: string; kind_name: string; count: number }[]
}
export interface DutyFile extends Page<Duty> { year: DutyYear }
export interface Activity {
  id: string
  title: string
  kind: string
  kind_name: string
  station: Named
  starts_at: string
  ends_at: string
  place: string | null
  status: ActivityStatus
  status_words: string
  note: string
  deputies: { id: string; name: string; duty_id: string | null; source: string | null }[]
}

