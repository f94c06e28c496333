import { describe, expect, it } from 'vitest'
import { ask, reject, supplement } from '@/api/messages'
import type { Message, MessageRow } from '@/api/types'
import { messageBadge, rowBadge } from '@/lib/status'
import { timelineOf } from '@/lib/steps'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

const step = (action: string, text: string | null = null) => ({ action, at: '2026-11-20T09:00:00+08:00', by: '联络员 小林', text, attachments: [] })
const matter = (status: string, actions: string[], steps = [step('submit')]) =>
  ({ status, actions, steps, rating: null, promised_on: '2026-11-23', deputy: null }) as unknown as Message
const row = (status: string, waits: boolean) => ({ status, waits_for_me: waits }) as MessageRow

describe('a matter that turns', () => {
  it('asks its author for more, and shows staff that it rests', () => {
    expect(messageBadge(matter('need_info', ['supplement', 'withdraw']))).toMatchObject({ tone: 'you', text: zh.status.needInfoWaits })
    expect(messageBadge(matter('need_info', ['supplement', 'progress']))).toMatchObject({ tone: '', text: zh.status.needInfo })
    expect([rowBadge(row('need_info', true)).tone, rowBadge(row('need_info', false)).tone]).toEqual(['you', ''])
  })
  it('asks the author of a merged letter once there is an answer', () => {
    expect([rowBadge(row('merged', true)).text, rowBadge(row('merged', false)).text]).toEqual([zh.status.answeredWaits, zh.status.merged])
    expect(messageBadge(matter('merged', ['rate'])).text).toBe(zh.status.answeredWaits)
  })
  it('has words of its own for every state', () => {
    const texts = ['submitted', 'need_info', 'rejected', 'withdrawn', 'accepted'].map((status) => rowBadge(row(status, false)).text)
    expect(new Set(texts).size).toBe(texts.length)
  })
  it.each(['ask', 'supplement', 'shelve', 'restore', 'reject', 'appeal', 'withdraw', 'progress', 'hand_up', 'assign', 'sign', 'unit_return', 'extend', 'fulfil', 'wake', 'reopen', 'convert'])('tells the step %s in words, to both', (action) => {
    const [author] = timelineOf(matter('submitted', [], [step(action, '说的话')]), 'author').slice(-1)
    const [staff] = timelineOf(matter('submitted', [], [step(action, '说的话')]), 'staff').slice(-1)
    expect([author?.why, author?.icon === 'arrow' && action !== 'reject']).toEqual(['说的话', false])
    expect(author?.what).not.toBe(zh.case.steps.other('联络员 小林'))
    expect(staff?.what).not.toBe(zh.handle.steps.other('联络员 小林'))
  })
  it('says whose no it was that opened it again', () => {
    const reopened = (by: string) =>
      timelineOf(matter('reworking', [], [{ ...step('reopen', '灯又灭了'), by }]), 'author').map((item) => item.what).at(-1)
    expect(reopened('来信人')).toBe('您说还没有好，重新办')
    expect(reopened('一起反映的来信人')).toBe('一起反映的人说还没有好，重新办')
    expect(reopened('人大机关 何主任')).toContain('何主任')
  })
  it.each(['accepted', 'assigned', 'handling', 'unit_returned', 'reworking'])('says by when while it is %s', (status) => {
    const [next] = timelineOf(matter(status, []), 'author')
    expect(next?.isNext).toBe(true)
    expect(next?.when).not.toBe('')
  })
  it('promises nothing to come while it rests', () => {
    expect(timelineOf(matter('need_info', []), 'author').some((item) => item.isNext)).toBe(false)
  })
  it('sends what is missing, the answer and the reason as the server reads them', async () => {
    const done = { statusCode: 200, data: {} }
    answerWith(done, done, done)
    await ask('m1', '请写清是哪一幢。')
    await supplement('m1', { text: '三幢。', upload_ids: ['u1'] })
    await reject('m1', 'J5', '归邻县管，请找那边。')
    expect(asked.map((call) => [call.url, call.data])).toEqual([
      ['/api/messages/m1/ask', { text: '请写清是哪一幢。' }],
      ['/api/messages/m1/supplement', { text: '三幢。', upload_ids: ['u1'] }],
      ['/api/messages/m1/reject', { reason: 'J5', text: '归邻县管，请找那边。' }],
    ])
  })
})
