let last = 0

/** A name for an element, unlike any other on any page still held in the stack. */
export function uid(prefix: string): string {
  last += 1
  return `${prefix}-${last}`
}
