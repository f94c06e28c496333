/** Deputies stand by the strokes of the surname, where the phone knows them; else in the order of the server. */
const STROKES = 'zh-u-co-stroke'

function collator(): Intl.Collator | null {
  if (typeof Intl === 'undefined' || !Intl.Collator) return null
  const made = new Intl.Collator(STROKES)
  return made.resolvedOptions().collation === 'stroke' ? made : null
}

/** Whether the order may be called "by strokes": never said when the phone cannot do it. */
export function byStrokes<T extends { name: string }>(people: T[]): { people: T[]; isByStrokes: boolean } {
  const order = collator()
  if (!order) return { people, isByStrokes: false }
  return { people: [...people].sort((a, b) => order.compare(a.name, b.name)), isByStrokes: true }
}
