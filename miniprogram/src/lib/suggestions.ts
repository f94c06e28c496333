/** How a suggestion is shown: its badge, what it waits for, its steps; and the draft that is kept on this phone. */
import { ApiError } from '@/api/http'
import { beginSuggestion, type Suggestion, type SuggestionRow, type SuggestionWords } from '@/api/suggestions'
import type { TimelineItem } from '@/components/Timeline.vue'
import type { IconName } from '@/lib/icons'
import { newKey } from '@/lib/key'
import { dayOnly, happened } from '@/lib/say'
import type { Badge } from '@/lib/status'
import { forget, keep, kept } from '@/lib/storage'
import { zh } from '@/words/zh'

const LOOKS: Record<SuggestionRow['status'], Pick<Badge, 'tone' | 'icon'>> = {
  draft: { tone: '', icon: 'pen' },
  seconding: { tone: 'go', icon: 'people' },
  submitted: { tone: '', icon: 'clock' },
  reviewed: { tone: 'go', icon: 'tick' },
  dispatched: { tone: 'go', icon: 'arrow' },
  returned: { tone: 'warn', icon: 'again' },
  handling: { tone: 'go', icon: 'clock' },
  replied: { tone: 'go', icon: 'message' },
  rehandling: { tone: 'warn', icon: 'again' },
  concluded: { tone: 'ok', icon: 'done' },
  followup: { tone: 'go', icon: 'flag' },
  archived: { tone: '', icon: 'file' },
  withdrawn: { tone: '', icon: 'undo' },
}

export function suggestionBadge(row: SuggestionRow): Badge {
  const waits = row.waits_for_me ? zh.suggest.waits[row.status] : undefined
  if (waits) return { tone: 'you', icon: LOOKS[row.status].icon, text: waits }
  return { ...LOOKS[row.status], text: zh.suggest.status[row.status] }
}

/** Whose turn it is and until when, in one line; nothing while nobody owes anything. */
export function dueWords(row: SuggestionRow): string {
  if (!row.due_on) return ''
  const day = dayOnly(row.due_on)
  if (row.status === 'submitted' || row.status === 'reviewed') return zh.suggest.dispatchBy(day)
  return row.status === 'followup' ? zh.suggest.promiseBy(day) : zh.suggest.answerBy(day)
}

const ICONS: Record<string, IconName> = { submit: 'send', dispatch: 'arrow', sign_off: 'message', fulfil: 'done', join: 'people' }

export function suggestionSteps(one: Suggestion): TimelineItem[] {
  return [...one.steps].reverse().map((step, at) => ({
    what: zh.suggest.step(zh.suggest.steps[step.action] ?? zh.suggest.timeline, step.by),
    when: happened(step.at),
    why: step.text,
    icon: ICONS[step.action] ?? 'tick',
    tone: at === 0 ? 'now' : '',
  }))
}

/** One wish to write, one key; `id` once the server has the draft. */
export interface SuggestionDraft extends SuggestionWords {
  id: string | null
  key: string
}

export const emptySuggestion = (): SuggestionDraft => ({
  id: null,
  key: newKey(),
  level: 'county',
  area_code: '',
  title: '',
  category: 'C99',
  cause: '',
  content: '',
  proposal: '',
  confidential: false,
})

export const draftOf = (one: Suggestion): SuggestionDraft => ({
  id: one.id,
  key: newKey(),
  level: one.level,
  area_code: one.area_code,
  title: one.title,
  category: one.category,
  cause: one.cause,
  content: one.content,
  proposal: one.proposal,
  confidential: one.confidential,
})

export function wordsOf(draft: SuggestionDraft): SuggestionWords {
  const { level, area_code, title, category, cause, content, proposal, confidential } = draft
  const cut = { title: title.trim(), cause: cause.trim(), content: content.trim(), proposal: proposal.trim() }
  return { level, area_code, category, confidential, ...cut }
}

/** The first saving. When an earlier try did arrive and the words were changed since, the new words go out under a key of their own. */
export async function saveFirst(draft: SuggestionDraft): Promise<Suggestion> {
  try {
    return await beginSuggestion(wordsOf(draft), draft.key)
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'idempotency.key_reused')) throw error
    draft.key = newKey()
    return beginSuggestion(wordsOf(draft), draft.key)
  }
}

const NAME = 'suggestion'

export const keepSuggestion = (draft: SuggestionDraft): void => keep(NAME, draft)
export const forgetSuggestion = (): void => forget(NAME)

/** What was being written of this one, or of a new one; another's words are left alone. */
export function keptSuggestion(id: string | null): SuggestionDraft | null {
  const last = kept<SuggestionDraft>(NAME)
  return last && last.id === id ? { ...emptySuggestion(), ...last } : null
}
