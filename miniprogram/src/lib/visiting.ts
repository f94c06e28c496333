/** How a visit stands, what became of a matter, and what is missing before it is put down. */
import type { VisitMatter, VisitRow } from '@/api/types'
import { isDay } from '@/lib/days'
import { dayOnly } from '@/lib/say'
import type { Badge } from '@/lib/status'
import { zh } from '@/words/zh'

const LOOKS: Record<string, Pick<Badge, 'icon' | 'tone'>> = {
  held: { icon: 'pen', tone: 'you' },
  issues_listed: { icon: 'pen', tone: 'you' },
  committed: { icon: 'clock', tone: 'go' },
  overdue: { icon: 'alert', tone: 'warn' },
  fulfilled: { icon: 'done', tone: 'ok' },
}

export const visitBadge = (one: Pick<VisitRow, 'status' | 'status_words'>): Badge => ({
  ...(LOOKS[one.status] ?? { icon: 'calendar', tone: '' }),
  text: one.status_words,
})

export function becomes(matter: VisitMatter): string {
  if (matter.by_letter) return zh.onsite.byLetter(matter.number ?? '')
  if (matter.unit && matter.kept_on) return zh.onsite.kept(matter.unit, dayOnly(matter.kept_on))
  if (matter.unit && matter.due_on) return zh.onsite.promised(matter.unit, dayOnly(matter.due_on))
  return matter.answer ? '' : zh.onsite.open
}

export interface Told { answer: string; isPromise: boolean; unit: string; due: string }
const LEAST = 2

export function answerFaults(told: Told): Record<string, string> {
  return {
    ...(told.answer.trim().length < LEAST ? { answer: zh.onsite.answerError } : {}),
    ...(told.isPromise && !told.unit ? { unit: zh.onsite.unitError } : {}),
    ...(told.isPromise && !isDay(told.due.trim()) ? { due: zh.onsite.dayError } : {}),
  }
}

export const answerBody = (told: Told) => ({
  answer: told.answer.trim(),
  department_id: told.isPromise ? told.unit : null,
  due_on: told.isPromise ? told.due.trim() : null,
})

/** A few of many by some of their letters; the chosen one always stays. */
export function found<T extends { id: string; name: string }>(all: T[], words: string, chosen: string, most: number): T[] {
  const wanted = words.trim()
  const fits = all.filter(({ id, name }) => id === chosen || (wanted ? name.includes(wanted) : true))
  return [...fits.filter(({ id }) => id === chosen), ...fits.filter(({ id }) => id !== chosen)].slice(0, most)
}
