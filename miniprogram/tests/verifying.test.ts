import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { isClear, lineOf, otherwise, toldOf } from '@/lib/verifying'
import { useVerdicts } from '@/stores/verdicts'
import { answerWith, asked } from './uni'

const waits = { why: 'self', why_words: '代表自己补登的', at: '2026-11-20T09:00:00+08:00', place: '', station: { id: 's', name: '桂花站' } }

beforeEach(() => setActivePinia(createPinia()))

describe('what waits', () => {
  it('says in one line why, when and where', () => {
    expect(lineOf({ ...waits, actions: ['confirm'] } as never)).toBe('代表自己补登的 · 11月20日 星期五 · 桂花站')
  })

  it('names who else decides, where this reader may not', () => {
    expect(isClear({ actions: ['confirm', 'reject'] })).toBe(true)
    expect(otherwise({ actions: ['confirm'], why: 'self' })).toBe('')
    expect(otherwise({ actions: [], why: 'dispute' })).toContain('站长或镇街')
    expect(otherwise({ actions: [], why: 'self' })).toContain('另一位')
  })

  it('tells what became of several in one sentence, each reason once', () => {
    expect(toldOf(2, [{ text: '作废了。' }, { text: '作废了。' }])).toBe('核实了 2 条。作废了。')
    expect(toldOf(0, [])).toBe('')
  })
})

describe('a confirmation without a net', () => {
  it('stays on the phone, also over a restart, and goes out with the next one', async () => {
    const first = useVerdicts()
    answerWith({ errMsg: 'request:fail' })
    await expect(first.confirm(['a', 'b'])).rejects.toMatchObject({ trouble: 'offline' })
    setActivePinia(createPinia())
    const later = useVerdicts()
    expect(later.waiting).toEqual(['a', 'b'])
    answerWith({ statusCode: 200, data: { done: ['a', 'b', 'c'], refused: [] } })
    await expect(later.confirm(['c'])).resolves.toMatchObject({ done: ['a', 'b', 'c'] })
    expect(asked[asked.length - 1]?.data).toEqual({ duty_ids: ['a', 'b', 'c'] })
    expect(later.waiting).toEqual([])
  })

  it('that was refused is not tried again, and nothing is asked where nothing waits', async () => {
    const verdicts = useVerdicts()
    answerWith({ statusCode: 403, data: { error: { code: 'permission.denied', text: '不能做' } } })
    await expect(verdicts.confirm(['a'])).rejects.toMatchObject({ status: 403 })
    expect(verdicts.waiting).toEqual([])
    const before = asked.length
    await expect(verdicts.flush()).resolves.toBeNull()
    expect(asked.length).toBe(before)
  })
})
