/** Times from the server straight into words; an empty text when there is none. */
import { moment, now } from '@/lib/when'
import { happenedWords, promiseWords, zh } from '@/words/zh'

export function happened(iso: string | null | undefined): string {
  const at = moment(iso)
  return at ? happenedWords(at, now()) : ''
}

export function promised(iso: string | null | undefined): string {
  const at = moment(iso)
  return at ? promiseWords(at, now()) : ''
}

export function dayWeek(iso: string | null | undefined): string {
  const at = moment(iso)
  return at ? zh.when.dayWeek(at) : ''
}

export function dayOnly(iso: string | null | undefined): string {
  const at = moment(iso)
  return at ? zh.when.dayYear(at, now()) : ''
}

export function span(from: string, to: string): string {
  const [start, end] = [moment(from), moment(to)]
  return start && end ? zh.when.span(start, end) : ''
}

export function daySpan(from: string, to: string): string {
  const [start, end] = [moment(from), moment(to)]
  return start && end ? zh.when.daySpan(start, end) : ''
}

export function isToday(iso: string): boolean {
  return moment(iso)?.index === now().index
}
