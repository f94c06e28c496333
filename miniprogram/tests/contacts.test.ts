import { describe, expect, it } from 'vitest'
import { answerInvitation, askContact, writeVisit } from '@/api/contacts'
import { daysAgo, isDay } from '@/lib/days'
import { answerWith, asked } from './uni'

describe('contacts on the phone', () => {
  it('counts days in China, whatever the phone is set to', () => {
    const [today, before] = [daysAgo(0), daysAgo(1)]
    expect([isDay(today), isDay('11-18')]).toEqual([true, false])
    expect(Date.parse(today) - Date.parse(before)).toBe(86_400_000)
    expect(Math.abs(Date.parse(today) - Date.now())).toBeLessThan(2 * 86_400_000)
  })
  it('sends a yes or no with the invitation, and a visit with a key of its own', async () => {
    answerWith(...Array.from({ length: 3 }, () => ({ statusCode: 200, data: {} })))
    await answerInvitation('i1', false)
    await askContact({ deputy_id: 'd1' })
    await writeVisit({ who: 'x', on: '2026-11-18', said: '', promised: '', follow_up: '', link_id: null }, 'key-of-one-visit')
    expect(asked.map((one) => one.data)).toEqual([
      { invitation: 'i1', agrees: false },
      { deputy_id: 'd1' },
      { who: 'x', on: '2026-11-18', said: '', promised: '', follow_up: '', link_id: null },
    ])
    expect(asked[2]?.header['Idempotency-Key']).toBe('key-of-one-visit')
  })
})
