import { describe, expect, it } from 'vitest'
import { agreeToLead, turnedInto } from '@/api/leads'
import { bodyOf, lacking } from '@/lib/leads'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

describe('a letter that was turned into something else', () => {
  it('asks its author, and sends a yes as the server reads it', async () => {
    const said = { consent: true, asked_at: '2026-11-20T09:00:00+08:00', kind: 'wish', level: 'township', status: 'received' }
    answerWith({ statusCode: 200, data: { ...said, consent: null } }, { statusCode: 200, data: said })
    expect((await turnedInto('m1')).consent).toBe(null)
    expect((await agreeToLead('m1', true)).consent).toBe(true)
    expect(asked.map((one) => [one.method, one.url.replace(/^.*(?=\/api)/, ''), one.data])).toEqual([
      ['GET', '/api/messages/m1/lead/consent', undefined],
      ['POST', '/api/messages/m1/lead/consent', { consent: true }],
    ])
  })
  it('sends the fields of its kind alone, and says which are missing', () => {
    const wish = {
      kind: 'wish', name: '微心愿', hint: '', levels: ['township'],
      fields: ['wish_for', 'estimate', 'deadline'], needed: ['wish_for', 'estimate', 'deadline'],
    }
    const own = { wish_for: 'goods', estimate: '300', deadline: '7', law: '别的' }
    const sent = bodyOf(wish, { title: ' 一副护膝 ', content: '冬天腿疼。', level: 'township' }, own)
    expect(sent).toMatchObject({ kind: 'wish', title: '一副护膝', wish_for: 'goods', estimate: 300 })
    expect([sent.law, typeof sent.deadline]).toEqual([undefined, 'string'])
    expect(Object.keys(lacking(wish, { title: '好', content: '腿疼', wish_for: 'goods' }))).toEqual(['title', 'content', 'estimate', 'deadline'])
  })
  it('has plain words of its own for every state', () => {
    const words = Object.values(zh.turnedInto.now)
    expect([words.length, new Set(words).size]).toEqual([7, 7])
  })
})
