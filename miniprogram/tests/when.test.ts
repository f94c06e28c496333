import { describe, expect, it } from 'vitest'
import { daysBetween, moment, type Moment } from '@/lib/when'
import { happenedWords, promiseWords, zh } from '@/words/zh'

const at = (iso: string): Moment => moment(iso)!

describe('times are China times, whatever the phone is set to', () => {
  it('reads an offset, UTC and a bare date', () => {
    expect(at('2026-11-10T14:20:00+08:00')).toMatchObject({ month: 11, day: 10, hour: 14, minute: 20, weekday: 2 })
    expect(at('2026-11-10T20:30:00Z')).toMatchObject({ day: 11, hour: 4 })
    expect(at('2026-11-10T20:30:00.123456+00:00')).toMatchObject({ day: 11, hour: 4, minute: 30 })
    expect(at('2026-11-11')).toMatchObject({ day: 11, hour: 0 })
  })

  it('what is no time is no time', () => {
    for (const text of [null, undefined, '', 'soon', '2026/11/10']) expect(moment(text)).toBeNull()
  })

  it('counts days over a new year', () => {
    expect(daysBetween(at('2026-12-31'), at('2027-01-01T00:00:00+08:00'))).toBe(1)
  })
})

describe('a promised day in words', () => {
  const today = at('2026-11-10T09:00:00+08:00')

  it.each([
    ['2026-11-10', '今天下班前'],
    ['2026-11-11', '明天下班前'],
    ['2026-11-20', '11月20日 星期五前'],
    ['2027-01-04', '2027年1月4日 星期一前'],
  ])('%s is %s', (day, words) => {
    expect(promiseWords(at(day), today)).toBe(words)
  })

  it('what happened near is told by its name', () => {
    expect(happenedWords(at('2026-11-10T08:05:00+08:00'), today)).toBe('今天 8:05')
    expect(happenedWords(at('2026-11-09T19:05:00+08:00'), today)).toBe('昨天 19:05')
    expect(happenedWords(at('2026-11-01T19:05:00+08:00'), today)).toBe('11月1日 星期日')
    expect(happenedWords(at('2025-11-01T19:05:00+08:00'), today)).toBe('2025年11月1日')
  })

  it('a span is told in morning, afternoon and evening', () => {
    expect(zh.when.span(at('2026-11-20T09:00:00+08:00'), at('2026-11-20T11:00:00+08:00'))).toBe('上午 9:00–11:00')
    expect(zh.when.span(at('2026-11-20T14:00:00+08:00'), at('2026-11-20T16:30:00+08:00'))).toBe('下午 2:00–4:30')
    expect(zh.when.span(at('2026-11-20T09:00:00+08:00'), at('2026-11-20T21:00:00+08:00'))).toBe('上午 9:00–晚上 9:00')
  })
})
