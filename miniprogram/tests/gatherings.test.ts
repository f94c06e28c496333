import { describe, expect, it } from 'vitest'
import { bodyOf, clockOf, editedOf, faultsOf, offered, PLAIN, WORDED } from '@/lib/gatherings'
import { answerBody, answerFaults, becomes, found, visitBadge } from '@/lib/visiting'

const activity = {
  title: '十二月接待', starts_at: '2026-12-05T01:00:00Z', ends_at: '2026-12-05T11:00:00+08:00', place: null, is_online: false,
} as never

describe('an activity put right by hand', () => {
  it('is shown and sent in the time of China', () => {
    const words = editedOf(activity)
    expect([words.day, words.from, words.to, words.place]).toEqual(['2026-12-05', '09:00', '11:00', ''])
    expect(bodyOf({ ...words, from: '9：30' })).toMatchObject({ starts_at: '2026-12-05T09:30:00+08:00', ends_at: '2026-12-05T11:00:00+08:00' })
    expect(clockOf(' 9:05 ')).toBe('09:05')
  })

  it('names what is missing', () => {
    const words = editedOf(activity)
    expect(faultsOf(words)).toEqual({})
    expect(Object.keys(faultsOf({ ...words, title: '一', day: '明天', from: '早上' }))).toEqual(['title', 'day', 'from'])
    expect(Object.keys(faultsOf({ ...words, to: '8:00' }))).toEqual(['to'])
    expect(Object.keys(faultsOf({ ...words, to: '25:00' }))).toEqual(['to'])
  })

  it('offers the steps that the server names, in one order', () => {
    const steps = ['cancel', 'hand_in', 'invite', 'revise']
    expect([offered(steps, PLAIN), offered(steps, WORDED)]).toEqual([['hand_in'], ['cancel']])
  })
})

describe('a matter of a visit', () => {
  const matter = { by_letter: false, answer: null, unit: null, due_on: null, kept_on: null, number: null } as never
  const told = { answer: '换灯。', isPromise: true, unit: '', due: '下周' }

  it('says what becomes of it', () => {
    expect(becomes(matter)).toBe('还没有说法')
    expect(becomes({ ...(matter as object), unit: '城管局', due_on: '2026-12-05' } as never)).toContain('城管局答应')
    expect(becomes({ ...(matter as object), by_letter: true, number: 'A1' } as never)).toContain('A1')
    expect(visitBadge({ status: 'overdue', status_words: '有逾期' })).toMatchObject({ tone: 'warn', text: '有逾期' })
  })

  it('is answered on the spot, or promised by a unit until a day', () => {
    expect(Object.keys(answerFaults(told))).toEqual(['unit', 'due'])
    expect(answerFaults({ ...told, isPromise: false })).toEqual({})
    expect(answerBody({ ...told, isPromise: false })).toEqual({ answer: '换灯。', department_id: null, due_on: null })
  })

  it('finds a unit by some of its letters and keeps the chosen one in sight', () => {
    const units = [{ id: '1', name: '城管局' }, { id: '2', name: '住建局' }, { id: '3', name: '城建办' }]
    expect(found(units, '城', '2', 2).map(({ id }) => id)).toEqual(['2', '1'])
    expect(found(units, '', '', 2).map(({ id }) => id)).toEqual(['1', '2'])
  })
})
