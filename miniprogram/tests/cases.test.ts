import { describe, expect, it } from 'vitest'
import { cases } from '@/api/stations'
import { useList } from '@/lib/list'
import { dayOnly } from '@/lib/say'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

const one = { id: 'p1', summary: '路灯换好了。', reply: null, replied_on: '2026-11-20', status: 'answered', author: null }

describe('what people told a station', () => {
  it('is asked for without a session, page by page', async () => {
    const list = useList((cursor) => cases('s1', cursor))
    answerWith({ statusCode: 200, data: { items: [one], next: '2026_p1' } })
    await list.begin()
    answerWith({ statusCode: 200, data: { items: [{ ...one, id: 'p2' }], next: null } })
    await list.goOn()
    expect(asked.map((call) => call.url)).toEqual(['/api/stations/s1/cases', '/api/stations/s1/cases?cursor=2026_p1'])
    expect(asked[0]?.header).not.toHaveProperty('Authorization')
    expect(list.rows.value.map((row) => row.id)).toEqual(['p1', 'p2'])
  })
  it('names the day of the answer, and somebody only when they wanted it', () => {
    const day = dayOnly(one.replied_on)
    expect(day).toContain('11月20日')
    expect([zh.station.caseReplied(day), zh.station.caseFrom('陈**', day)]).toEqual([`${day}答复`, `陈**反映，${day}答复`])
  })
})
