/** Days and hours as people here say them: always China time, whatever the phone is set to. */
export interface Moment {
  year: number
  month: number
  day: number
  weekday: number
  hour: number
  minute: number
  /** Days since 1970 in China, for telling today from tomorrow. */
  index: number
}

const CHINA_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

function momentOf(ms: number): Moment {
  const shifted = new Date(ms + CHINA_MS)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    index: Math.floor((ms + CHINA_MS) / DAY_MS),
  }
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$/

function offsetMs(zone: string | undefined): number {
  if (!zone) return CHINA_MS
  if (zone === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  const digits = zone.slice(1).replace(':', '')
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000
}

/** Reads an ISO time or a bare date; older phones cannot, so it is done by hand. Null when it is neither. */
export function moment(iso: string | null | undefined): Moment | null {
  const found = iso ? ISO.exec(iso) : null
  if (!found) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = found
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return momentOf(local - offsetMs(zone))
}

export function now(): Moment {
  return momentOf(Date.now())
}

export function daysBetween(from: Moment, to: Moment): number {
  return to.index - from.index
}
