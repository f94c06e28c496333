import { describe, expect, it } from 'vitest'
import { lightOf } from '@/lib/light'
import { moment } from '@/lib/when'

const today = moment('2026-11-20T10:00:00+08:00')!

describe('the light of a card', () => {
  it.each([
    ['2026-11-18', false, 'red', '过期 2 天'],
    ['2026-11-20', true, 'red', '过期了'],
    ['2026-11-20', false, 'yellow', '今天下班前'],
    ['2026-11-21', false, 'yellow', '还有 1 天'],
    ['2026-11-26', false, 'green', '还有 6 天'],
  ])('promised for %s, overdue %s: %s, %s', (day, isOverdue, tone, text) => {
    expect(lightOf(day, isOverdue, today)).toMatchObject({ tone, text })
  })

  it('each tone has a form of its own, so that colour is not needed', () => {
    const icons = ['2026-11-18', '2026-11-20', '2026-11-26'].map((day) => lightOf(day, false, today)?.icon)
    expect(new Set(icons).size).toBe(3)
  })

  it('without a promised day there is no light', () => {
    expect(lightOf(null, false, today)).toBeNull()
  })
})
