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
  left_at: string | null
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
/** `actions` are what this reader may decide; none where another person does. */
export interface WaitingDuty extends Duty {
  deputy: string
  why: string
  why_words: string
  actions: string[]
}
export interface WaitingRecord extends DutyCase {
  deputy: string
  why: string
  why_words: string
}
export interface Arrival { deputy_id: string; duty_id: string; left_at: string | null }
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
  is_online: boolean
  deputies: Guest[]
}
/** What a deputy said to the invitation is told to whoever plans, and to that deputy. */
export interface Guest {
  id: string
  name: string
  duty_id: string | null
  source: string | null
  answer: 'coming' | 'away' | null
  reason: string
}
export interface ActivityCase extends Activity {
  summary: string
  told: string
  steps: string[]
  others: Named[]
}
export interface Beside {
  id: string
  title: string
  starts_at: string
  ends_at: string
  place: string
  deputies: string[]
  station: Named
}
/** A visit of the plan, for the people of the station. */
export interface VisitRow {
  id: string
  kind: string
  who: string
  topic: string
  station: string
  planned_on: string
  held_on: string | null
  status: string
  status_words: string
}
export interface VisitMatter extends VisitIssue {
  id: string
  serial: number
  number: string | null
}
export interface VisitCase extends VisitRow {
  content: string | null
  unit: string | null
  units: string[]
  deputies: string[]
  findings: string | null
  issues: VisitMatter[]
  actions: string[]
}
export interface VisitChoices { units: Named[]; deputies: Named[] }


