import { describe, expect, it } from 'vitest'
import { errorFrom } from '@/api/http'
import { findTarget } from '@/pages/compose/target'
import { zh } from '@/words/zh'
import { answerWith } from './uni'

const wang = { id: 'd1', name: '王明', level: 'county', title: null, occupation: null, promise: null, specialties: [] }
const home = { id: 's2', name: '富春街道代表之家', address: '桂花路 1 号' }
const station = (change: object) => ({ id: 's1', name: '桂花站', is_open: true, instead: null, ...change })

describe('a station that is not open', () => {
  it('found by its code names the one to write to instead', async () => {
    answerWith({ statusCode: 200, data: { kind: 'station', station: station({ is_open: false, instead: home }), deputy: null, deputies: [wang] } })
    expect((await findTarget({ code: 's1.x' })).closed).toEqual({ instead: home })
  })
  it('found by its id may know no other', async () => {
    answerWith({ statusCode: 200, data: { ...station({ is_open: false }), deputies: [] } })
    expect((await findTarget({ station: 's1' })).closed).toEqual({ instead: null })
  })
  it('keeps the chosen deputy when the deputy sits at the other one too', async () => {
    answerWith({ statusCode: 200, data: { ...station(home), deputies: [wang] } })
    const target = await findTarget({ station: 's2', deputy: 'd1' })
    expect([target.closed, target.deputy?.name, target.station.name]).toEqual([null, '王明', home.name])
  })
  it('a refusal while sending names the other one', () => {
    const error = errorFrom(409, { error: { code: 'station.not_open', text: '现在不开', station: { id: 's2', name: home.name } } })
    expect([error.code, error.station?.name]).toEqual(['station.not_open', home.name])
  })
  it('is told in words that say where to go', () => {
    expect(zh.closed.why(home.name)).toContain(home.name)
    expect(zh.closed.nowhere).toContain('12345')
  })
})
