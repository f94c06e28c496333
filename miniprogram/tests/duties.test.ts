import { beforeEach, describe, expect, it, vi } from 'vitest'
import { bodyOf, dutyBadge, emptyOwn, faultsOf, today } from '@/lib/duties'

describe('a duty put down without a code', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.setSystemTime(new Date('2026-11-22T16:30:00Z'))
  })

  it('begins on the day it is in China, with the commonest kind', () => {
    expect(emptyOwn()).toEqual({ kind: 'visit_voters', title: '', day: '2026-11-23', place: '' })
    expect(today()).toBe('2026-11-23')
  })

  it('names what is missing and refuses a day to come', () => {
    expect(Object.keys(faultsOf({ ...emptyOwn(), day: '2026-11-24' }))).toEqual(['title', 'day'])
    expect(Object.keys(faultsOf({ ...emptyOwn(), title: '走访', day: '昨天' }))).toEqual(['day'])
    expect(faultsOf({ ...emptyOwn(), title: '走访三户' })).toEqual({})
  })

  it('says noon of a past day and this moment of today', () => {
    const words = { ...emptyOwn(), title: ' 走访三户 ', place: ' 桂花新村 ' }
    expect(bodyOf({ ...words, day: '2026-11-20' })).toEqual({
      kind: 'visit_voters',
      at: '2026-11-20T12:00:00+08:00',
      title: '走访三户',
      place: '桂花新村',
    })
    expect(bodyOf(words).at).toBe('2026-11-22T16:30:00.000Z')
  })
})

it('has words for every state, and a way out for one it does not know', () => {
  expect(dutyBadge('confirmed')).toEqual({ icon: 'done', tone: 'ok', text: '已核' })
  expect(dutyBadge('rejected_final').text).toBe('申诉没有通过')
  expect(dutyBadge('something new').text).toBe('等核实')
})
