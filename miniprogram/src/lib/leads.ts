/** What is sent when a letter becomes a lead, and what it still lacks. */
import type { LeadBody, LeadSheet } from '@/api/leads'
import { zh } from '@/words/zh'

const LEAST: Record<string, number> = { title: 2, content: 5 }

export function lacking(sheet: LeadSheet, words: Record<string, string | undefined>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [field, least] of Object.entries(LEAST))
    if ((words[field] ?? '').trim().length < least) found[field] = zh.handle.short(least)
  for (const field of sheet.needed) if (!(words[field] ?? '').trim()) found[field] = zh.turn.needed
  return found
}

/** A day so many days from today, in China. */
function dayAhead(days: number): string {
  return new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
}

/** Only the fields of its kind; a wish's day is chosen as so many days from now. */
export function bodyOf(
  sheet: LeadSheet,
  words: { title: string; content: string; level: string },
  own: Record<string, string>,
): LeadBody {
  const fields: Record<string, string | number> = {}
  for (const field of sheet.fields) {
    const value = (own[field] ?? '').trim()
    if (!value) continue
    if (field === 'estimate') fields[field] = Number(value)
    else fields[field] = field === 'deadline' ? dayAhead(Number(value)) : value
  }
  return { kind: sheet.kind, level: words.level, title: words.title.trim(), content: words.content.trim(), ...fields }
}
