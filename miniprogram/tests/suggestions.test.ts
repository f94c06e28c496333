import { beforeEach, describe, expect, it } from 'vitest'
import { beginSuggestion, evaluate, invite, second, writeSuggestion, type Suggestion, type SuggestionRow, type SuggestionStatus } from '@/api/suggestions'
import { draftOf, dueWords, emptySuggestion, forgetSuggestion, keepSuggestion, keptSuggestion, saveFirst, suggestionBadge, suggestionSteps, wordsOf } from '@/lib/suggestions'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

const STATES = Object.keys(zh.suggest.status) as SuggestionStatus[]
const row = (status: SuggestionStatus, more: Partial<SuggestionRow> = {}) =>
  ({ status, waits_for_me: false, due_on: null, title: '', number: '', ...more }) as SuggestionRow

beforeEach(forgetSuggestion)

describe('a suggestion as it is shown', () => {
  it('has a badge and a sentence of its own for every state', () => {
    expect(new Set(STATES.map((status) => suggestionBadge(row(status)).text)).size).toBe(STATES.length)
    expect(new Set(STATES.map((status) => zh.suggest.now[status])).size).toBe(STATES.length)
  })
  it('says when it is the reader’s turn', () => {
    expect(suggestionBadge(row('replied', { waits_for_me: true }))).toMatchObject({ tone: 'you' })
    expect(suggestionBadge(row('replied'))).toMatchObject({ tone: 'go' })
  })
  it('says whose the clock is', () => {
    const due = { due_on: '2027-02-28' }
    const words = (['submitted', 'handling', 'followup'] as const).map((status) => dueWords(row(status, due)))
    expect(new Set(words.map((text) => text.replace(/\d+/g, ''))).size).toBe(3)
    expect(dueWords(row('replied'))).toBe('')
  })
  it('tells its steps, the newest first, in words', () => {
    const step = (action: string) => ({ action, at: '2026-11-20T09:00:00+08:00', by: '王明代表', text: null })
    const told = suggestionSteps({ steps: [step('submit'), step('sign_off')] } as unknown as Suggestion)
    expect(told.map((item) => item.what)).toEqual([
      zh.suggest.step(zh.suggest.steps.sign_off ?? '', '王明代表'),
      zh.suggest.step(zh.suggest.steps.submit ?? '', '王明代表'),
    ])
  })
})

describe('a suggestion that is being written', () => {
  it('is kept at every letter, apart from another one', () => {
    const draft = { ...emptySuggestion(), title: '给坡道装上扶手' }
    keepSuggestion(draft)
    expect(keptSuggestion(null)).toMatchObject({ title: draft.title, key: draft.key })
    expect(keptSuggestion('s2')).toBeNull()
    keepSuggestion({ ...draft, id: 's2' })
    expect([keptSuggestion(null), keptSuggestion('s2')?.title]).toEqual([null, draft.title])
  })
  it('goes out once under its one key, and is changed under its id', async () => {
    const draft = { ...emptySuggestion(), title: ' 给坡道装上扶手 ', area_code: '330111000000' }
    const done = { statusCode: 200, data: {} }
    answerWith({ errMsg: 'request:fail' }, done, done)
    await expect(beginSuggestion(wordsOf(draft), draft.key)).rejects.toMatchObject({ trouble: 'offline' })
    await beginSuggestion(wordsOf(draft), draft.key)
    await writeSuggestion('s1', wordsOf(draft))
    expect(asked[0]?.header['Idempotency-Key']).toBe(asked[1]?.header['Idempotency-Key'])
    expect(asked.map(({ method, url }) => [method, url])).toEqual([
      ['POST', '/api/suggestions'],
      ['POST', '/api/suggestions'],
      ['PUT', '/api/suggestions/s1'],
    ])
    expect(asked[2]?.data).toMatchObject({ title: '给坡道装上扶手', level: 'county' })
    expect(asked[2]?.data).not.toHaveProperty('key')
  })
  it('goes out anew when an earlier try had arrived with other words', async () => {
    const draft = { ...emptySuggestion(), title: '改过的标题' }
    const first = draft.key
    answerWith({ statusCode: 422, data: { error: { code: 'idempotency.key_reused', text: '' } } }, { statusCode: 201, data: { id: 's9' } })
    expect((await saveFirst(draft)).id).toBe('s9')
    expect(asked.map((call) => call.header['Idempotency-Key'])).toEqual([first, draft.key])
    expect(draft.key).not.toBe(first)
  })
  it('comes back from the server with everything that may be changed', () => {
    const one = { id: 's1', level: 'township', area_code: '330111100000', title: '标', category: 'C09', cause: '', content: '情况', proposal: '', confidential: true }
    expect(wordsOf(draftOf(one as unknown as Suggestion))).toEqual({ ...one, id: undefined })
  })
  it('asks, seconds and judges as the server reads it', async () => {
    const done = { statusCode: 200, data: {} }
    answerWith(done, done, done)
    await invite('s1', ['d2'])
    await second('s1', false)
    await evaluate('s1', { result: 'unsatisfied', attitude: 'satisfied', text: '还差两幢。' })
    expect(asked.map((call) => [call.url, call.data])).toEqual([
      ['/api/suggestions/s1/invite', { deputy_ids: ['d2'] }],
      ['/api/suggestions/s1/second', { joins: false }],
      ['/api/suggestions/s1/evaluate', { result: 'unsatisfied', attitude: 'satisfied', text: '还差两幢。' }],
    ])
  })
})
