/** A random mark that this phone or browser keeps for itself. It says nothing about the phone; clearing the storage ends it. */
import { newKey } from './key'
import { keep, kept } from './storage'

export function deviceMark(): string {
  const known = kept<string>('device')
  if (known) return known
  const mark = newKey()
  keep('device', mark)
  return mark
}
