/** The shapes of the JSON API as this side reads them. Ids are opaque, times ISO 8601 with offset, dates YYYY-MM-DD. */
import type { ActivityStatus } from '@/api/duty-types'

export * from '@/api/duty-types'

export type Role = 'resident' | 'deputy' | 'former_deputy' | 'liaison' | 'station_head' | (string & {})

export interface Grant { role: Role; scope: string }
export interface Account {
  id: string
  name: string | null
  roles: Grant[]
  current: Grant | null
  deputy_id: string | null
  station_id: string | null
  is_guest: boolean
}
export interface Session { token: string; expires_at: string; account: Account }

export interface Named { id: string; name: string }
export interface Placed extends Named { address: string | null }
export interface Page<T> { items: T[]; next: string | null }

export interface AreaRef { code: string; name: string; town: string | null }
export interface Area { code: string; name: string; level: string; children: { code: string; name: string }[] }

/** `deputies` are who sits there, where deputies receive people; `note` says why it was put off or called off. */
export interface Slot {
  id: string
  title: string
  kind_name: string
  starts_at: string
  ends_at: string
  place: string | null
  status: ActivityStatus
  status_words: string
  is_online: boolean
  note: string
  deputies: string[]
}
export interface Station {
  id: string
  name: string
  kind: string
  kind_name: string
  category_name: string
  area: AreaRef
  address: string | null
  open_hours: string | null
  phone: string | null
  liaison: string | null
  reception_days: string | null
  brand: string | null
  is_demo: boolean
  is_open: boolean
  /** Where to go when this one is not open. */
  instead: Placed | null
}
export interface StationProfile extends Station { deputies: DeputyCard[] }
export interface FoundStation extends Placed { kind: string; area: AreaRef; phone: string | null; is_demo: boolean; distance_m: number | null }
/** `home` is whom to ask when nothing was found. */
export interface Found<T> extends Page<T> { home: FoundStation | null }
/** `without_position` is how many nearness cannot know. */
export interface FoundStations extends Found<FoundStation> { without_position: number | null }

export type Level = 'national' | 'provincial' | 'municipal' | 'county' | 'township'
export interface DeputyCard {
  id: string
  name: string
  level: Level
  title: string | null
  occupation: string | null
  promise: string | null
  specialties: string[]
}
export interface Deputy extends DeputyCard {
  duty: string | null
  constituency: string | null
  election: string | null
  groups: string[]
  photo: string | null
  term: { since: string; until: string | null } | null
  stations: Placed[]
}
export interface FoundDeputy extends DeputyCard { constituency: string | null; stations: Placed[] }
export interface FittingDeputy extends FoundDeputy { because: string[] }
export interface Fitting { deputies: FittingDeputy[]; home: FoundStation | null }
export interface Resolved {
  kind: 'station' | 'deputy' | 'duty'
  station: Station
  deputy: DeputyCard | null
  deputies: DeputyCard[]
}

export interface Attachment { id: string; type: string; size: number; url?: string }

export type MessageStatus = 'submitted' | 'need_info' | 'rejected' | 'withdrawn' | 'accepted' | 'answered' | 'assigned' | 'handling' | 'unit_returned' | 'replied' | 'reworking' | 'converted' | 'merged' | 'concluded' | (string & {})
export type Visibility = 'private' | 'anonymous_public' | 'public'
export type Reason = 'J1' | 'J2' | 'J3' | 'J4' | 'J5' | 'J6' | 'J8'
export type ResultClass = 'A' | 'B' | 'C' | 'D'
/** How far a letter is from being public; only those who publish are told. */
export type Mark = 'clear' | 'waiting' | 'text' | 'photo' | 'unchecked' | 'withheld'
export interface Step { action: string; at: string; by: string | null; text: string | null; attachments: Attachment[] }
export interface Message {
  id: string
  number: string
  status: MessageStatus
  content: string
  place: string | null
  visibility: Visibility
  consent_share_identity: boolean
  promised_on: string | null
  created_at: string
  station: { id: string; name: string; phone: string | null }
  deputy: Named | null
  attachments: Attachment[]
  steps: Step[]
  reply: { text: string; at: string; by: string | null; result: ResultClass | null; attachments: Attachment[] } | null
  /** The day a promise is for (result B), and when it was kept. */
  fulfil_on: string | null
  fulfilled_at: string | null
  rating: { reply: 1 | 2 | 3; solved: boolean; text: string | null; at: string; may_change: boolean } | null
  is_overdue: boolean
  holder: string | null
  actions: string[]
  /** What is missing, and until which day an answer is waited for; also of a letter that was put away for it. */
  need: { text: string; at: string; by: string; until: string } | null
  /** Why it is not taken on, and always where to go. */
  refusal: { reason: Reason; text: string; guide: string; call: string[]; at: string; by: string; is_final: boolean } | null
  /** Only for those who refuse: what waits for a head, or came back from one. */
  proposal: { reason: Reason; text: string; by: string; is_sent_back: boolean; comment: string | null; decider: string | null } | null
  is_published: boolean
  marks: Mark[]
  author: { name: string | null; phone: string | null } | null
  identity_reads: { by: string; at: string; reason: string }[]
  /** `url` is null for whoever may read the letter but not learn who wrote it. */
  voice: { type: string; url: string | null; transcript: string; transcriber: string; transcribed_at: string | null } | null
  spot: { latitude: number; longitude: number } | null
  look_up: { number: string; pin: string } | null
}
export interface MessageRow {
  id: string
  number: string
  status: MessageStatus
  summary: string
  promised_on: string | null
  created_at: string
  station: Named
  deputy: Named | null
  is_overdue: boolean
  waits_for_me: boolean
  /** The day until which its author may say what is missing. */
  answer_by: string | null
  marks: Mark[]
}
/** A case of somebody else that one follows, with nobody's name. */
export interface Follow {
  id: string
  number: string
  summary: string
  status: MessageStatus
  station: string
  promised_on: string | null
  is_over: boolean
  answer: string | null
  answered_on: string | null
  since: string
}
export interface MessagePage extends Page<MessageRow> { counts?: Record<string, number> }
export interface NewMessage {
  code?: string
  station_id?: string
  deputy_id?: string
  content: string
  place?: string
  voice_id?: string
  latitude?: number
  longitude?: number
  visibility?: Visibility
  upload_ids?: string[]
  consent_share_identity?: boolean
}

/** What to do about a danger, with the numbers to call. */
export interface Safety { text: string; call: string[] }

/** A case of somebody else, in words that are nobody's or that staff released. */
export interface SimilarCase { id: string; number: string; summary: string; status: MessageStatus }

export interface Preview { safety: Safety | null; similar: SimilarCase[] }

/** What a station let everybody read of a letter: its own summary, and mostly nobody's name. */
export interface PublicCase {
  id: string
  summary: string
  reply: string | null
  replied_on: string
  status: MessageStatus
  author: string | null
}

export interface NoticeItem {
  id: string
  kind: string
  title: string
  text: string
  target: { type: string; id: string } | null
  at: string
  is_read: boolean
}
/** `appeal` is none, open, granted or refused. */
export interface OwnBlock { id: string; until: string; reason: string; appeal: string; appeal_text: string; answer: string }
export interface NoticePage extends Page<NoticeItem> { unread: number }

/** Kinds of messages that WeChat may carry; a place has those it was given. */
export type TemplateName = 'reply' | 'progress' | 'digest' | 'urgent'
export type ChoiceKey = 'reply' | 'progress' | 'digest' | 'night' | 'sms'
/** What this person is told outside the app, and how many messages WeChat still lets through. */
export interface NoticeChoices {
  choices: { key: ChoiceKey; is_on: boolean }[]
  remaining: Partial<Record<TemplateName, number>>
}

export interface Client {
  demo: boolean
  templates: Partial<Record<TemplateName, string>>
  sandbox_url: string | null
  people: { openid: string; name: string; role: string }[]
}

/** Everything of mine, packed; kept until a day. */
export interface DataCopy {
  id: string
  state: 'packing' | 'ready' | 'failed'
  done: number
  total: number
  size: number
  asked_at: string
  kept_until: string
}
/** `due_at` is null while nobody asked. */
export interface Closing { due_at: string | null }

export interface Feedback { id: string; text: string; at: string; answer: string | null; answered_at: string | null }
