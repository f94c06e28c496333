/** How heavy a file is, as one says it. */
const KILO = 1024

export function sizeWords(bytes: number): string {
  const kilos = Math.max(1, Math.round(bytes / KILO))
  return kilos < KILO ? `${kilos} KB` : `${(kilos / KILO).toFixed(1)} MB`
}
