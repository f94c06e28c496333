/** The first words of a matter as its title: up to the first stop that leaves enough to tell it by. */
const LEAST = 6
const MOST = 30

export function titleOf(content: string): string {
  const text = content.trim().replace(/\s+/g, ' ')
  for (const stop of text.matchAll(/[\uff0c\u3002\uff01\uff1f\uff1b,.!?;]/g)) {
    if (stop.index >= LEAST && stop.index <= MOST) return text.slice(0, stop.index)
  }
  return text.length > MOST ? `${text.slice(0, MOST)}\u2026` : text.replace(/[\u3002\uff01\uff0c,.!]$/, '')
}
