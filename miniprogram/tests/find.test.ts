import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { deputies, fitting } from '@/api/deputies'
import { call } from '@/api/http'
import { stations } from '@/api/stations'
import type { Area, Found, Page } from '@/api/types'
import { useList } from '@/lib/list'
import { above, countyOf, levelOf, nearOf, onChineseMap } from '@/lib/place'
import { recentPlace, rememberPlace, usePlace } from '@/pages/find/place'
import { useQuestion } from '@/pages/find/question'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

const area = (code: string, level: string, children: string[] = []): { statusCode: number; data: Area } => ({
  statusCode: 200,
  data: { code: code.padEnd(12, '0'), name: code, level, children: children.map((child) => ({ code: child, name: child })) },
})
const notThere = { statusCode: 404, data: { error: { code: 'area.unknown', text: '没有这个地区' } } }
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
const urls = () => asked.map(({ url }) => decodeURIComponent(url))

beforeEach(() => setActivePinia(createPinia()))

describe('codes of places', () => {
  it.each([
    ['330000000000', 'province'],
    ['330100000000', 'city'],
    ['330111000000', 'county'],
    ['330111', 'county'],
    ['330111001000', 'town'],
    ['330111001001', 'village'],
    ['330111001100', 'village'],
  ])('%s is a %s', (code, level) => expect(levelOf(code)).toBe(level))

  it('know what holds them, the nearest first', () => {
    expect(above('330111001001')).toEqual(['330111001', '330111', '3301', '33'])
    expect(above('330111000000')).toEqual(['3301', '33'])
    expect(above('330000000000')).toEqual([])
    expect(countyOf('330111001001')).toBe('330111')
  })
})

describe('where the phone is', () => {
  it('is moved to where Chinese maps draw it', () => {
    const { latitude, longitude } = onChineseMap({ latitude: 31.1774276, longitude: 121.5272106, datum: 'wgs84' })
    expect(latitude).toBeCloseTo(31.1753040, 5)
    expect(longitude).toBeCloseTo(121.5315419, 5)
  })
  it('is left where WeChat says it is, and outside China', () => {
    const here = { latitude: 30.05, longitude: 119.95, datum: 'gcj02' as const }
    const away = { latitude: 48.85, longitude: 2.35, datum: 'wgs84' as const }
    expect([onChineseMap(here), onChineseMap(away)]).toEqual([here, away])
  })
  it('is told to a hundred metres, no closer', () => {
    expect(nearOf({ latitude: 30.0512345, longitude: 119.9, datum: 'gcj02' })).toBe('30.051,119.900')
  })
  it('is said in metres, then in kilometres', () => {
    expect([zh.find.distance(500), zh.find.distance(1240)]).toEqual(['离您约 500 米', '离您约 1.2 公里'])
  })
})

describe('choosing a place', () => {
  it('begins in the county where there are stations', async () => {
    answerWith({ statusCode: 200, data: { items: [{ area: { code: '330111001001' } }], next: null } }, area('330111', 'county', ['330111001000']))
    const place = usePlace()
    await place.run()
    expect(urls()).toEqual(['/api/stations', '/api/areas/330111'])
    expect(place.here.data.value?.children).toHaveLength(1)
    expect(place.isNowhere.value).toBe(false)
  })

  it('begins in the county of last time, without asking for stations', async () => {
    rememberPlace({ code: '330111001001', name: '桂花社区' })
    answerWith(area('330111', 'county'))
    await usePlace().run()
    expect(urls()).toEqual(['/api/areas/330111'])
    expect(recentPlace()?.name).toBe('桂花社区')
  })

  it('says so where there is no station at all, but not while the net is away', async () => {
    const place = usePlace()
    answerWith({ statusCode: 200, data: { items: [], next: null } })
    await place.run()
    expect(place.isNowhere.value).toBe(true)
    await place.run()
    expect([place.isNowhere.value, place.here.error.value?.trouble]).toEqual([false, 'offline'])
  })

  it('goes down into a town and up again, past a level that a municipality does not have', async () => {
    rememberPlace({ code: '500103001000', name: '街道' })
    const place = usePlace()
    answerWith(area('500103', 'county'), area('500103001', 'town'), area('500103', 'county'), notThere, area('50', 'province'))
    await place.run()
    await place.open('500103001000')
    await place.up()
    await place.up()
    expect(urls().slice(1)).toEqual(['/api/areas/500103001000', '/api/areas/500103', '/api/areas/5001', '/api/areas/50'])
    expect(place.here.data.value?.level).toBe('province')
  })

  it('stays where it is at the top, and tells a trouble that is not a missing level', async () => {
    rememberPlace({ code: '330111001000', name: '街道' })
    const place = usePlace()
    answerWith(area('33', 'province'))
    await place.run()
    await place.up()
    expect(place.here.data.value?.level).toBe('province')
    answerWith(area('330111', 'county'), { statusCode: 500, data: {} })
    await place.open('330111')
    await place.up()
    expect(place.here.error.value?.trouble).toBe('broken')
  })
})

describe('a list page by page', () => {
  const page = (items: number[], next: string | null) => ({ statusCode: 200, data: { items, next } })
  const numbers = () => useList((cursor) => call<Page<number>>('GET', '/api/stations', { query: { area: '330111', cursor } }))

  it('grows by what comes next and begins anew with a new question', async () => {
    const list = numbers()
    answerWith(page([1, 2], '2'), page([3], null), page([9], null))
    await list.begin()
    await list.goOn()
    expect([list.rows.value, list.cursor.value]).toEqual([[1, 2, 3], null])
    expect(urls()[1]).toBe('/api/stations?area=330111&cursor=2')
    await list.begin()
    expect(list.rows.value).toEqual([9])
  })

  it('a question asked anew drops what the one before still brings', async () => {
    const waiting: ((answer: Found<number>) => void)[] = []
    const { asked: now, list, ask, again } = useQuestion<{ q: string }, number, unknown>(
      () => new Promise<Found<number>>((resolve) => waiting.push(resolve)),
    )
    const found = (items: number[], next: string | null) => ({ items, next, home: null })
    ask('first', { q: 'a' })
    again()
    ask('second', { q: 'b' })
    waiting[1]?.(found([2], '2'))
    waiting[0]?.(found([1], null))
    await settled()
    expect([now.value, list.rows.value, list.cursor.value]).toEqual([{ name: 'second', query: { q: 'b' } }, [2], '2'])
    void list.goOn()
    ask('third', { q: 'c' })
    waiting[2]?.(found([22], null))
    waiting[3]?.(found([3], null))
    await settled()
    expect([list.rows.value, list.cursor.value, list.isNone.value]).toEqual([[3], null, false])
  })

  it('asked again without a new question keeps what stands there until the answer comes', async () => {
    const list = numbers()
    answerWith(page([1, 2], '2'))
    await list.begin()
    await list.refresh()
    expect([list.rows.value, list.error.value?.trouble]).toEqual([[1, 2], 'offline'])
    answerWith(page([7], null))
    await list.refresh()
    expect([list.rows.value, list.cursor.value, list.error.value]).toEqual([[7], null, null])
  })

  it('that cannot go on says why, and still can later', async () => {
    const list = numbers()
    answerWith(page([1], '1'))
    await list.begin()
    await list.goOn()
    expect([list.rows.value, list.cursor.value, list.more.error.value?.trouble]).toEqual([[1], '1', 'offline'])
  })

  it('is empty only when the server said so', async () => {
    const list = numbers()
    expect(list.isNone.value).toBe(false)
    await list.begin()
    expect([list.isNone.value, list.error.value?.trouble]).toEqual([false, 'offline'])
    answerWith(page([], null))
    await list.begin()
    expect(list.isNone.value).toBe(true)
  })
})

describe('what is asked of the server', () => {
  it('leaves out what was not said, and says the position only when it was given', async () => {
    await expect(stations({ q: '桂花路 18 号' })).rejects.toThrow()
    await expect(stations({ near: '30.051,119.953' })).rejects.toThrow()
    await expect(deputies({ area: '330111', specialty: '看病' })).rejects.toThrow()
    expect(urls()).toEqual(['/api/stations?q=桂花路 18 号', '/api/stations?near=30.051,119.953', '/api/deputies?area=330111&specialty=看病'])
  })
  it('a matter goes in the body, never in the address', async () => {
    await expect(fitting({ text: '看病远', area: '330111' })).rejects.toThrow()
    expect(asked[0]).toMatchObject({ url: '/api/matters', method: 'POST', data: { text: '看病远', area: '330111' } })
  })
})
