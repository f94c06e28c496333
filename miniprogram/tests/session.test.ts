import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '@/api/types'
import { keep, kept } from '@/lib/storage'
import { useSession } from '@/stores/session'
import { answerWith, asked } from './uni'

const session = (role: string, expires = '2999-01-01T00:00:00+08:00'): Session => ({
  token: `token-${role}`,
  expires_at: expires,
  account: {
    id: 'a1',
    name: '小林',
    roles: [{ role, scope: 'self' }],
    current: { role, scope: 'self' },
    deputy_id: null,
    station_id: null,
    is_guest: role === 'resident',
  },
})

beforeEach(() => setActivePinia(createPinia()))

describe('the mark of this phone', () => {
  it('goes along only where a session begins, and stays the same', async () => {
    const store = useSession()
    answerWith({ statusCode: 201, data: session('resident') }, { statusCode: 201, data: session('resident') })
    await store.enter({ guest: true })
    await store.enter({ number: '261110-0237', pin: '12345678' })
    const marks = asked.map((one) => one.header['X-Device'])
    expect(marks[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(marks[1]).toBe(marks[0])
    answerWith({ statusCode: 200, data: { account: session('resident').account } })
    await store.switchTo({ role: 'resident', scope: 'self' })
    expect(asked[2]?.header).not.toHaveProperty('X-Device')
  })
})

describe('who holds the phone', () => {
  it.each([
    ['resident', 'home'],
    ['deputy', 'today'],
    ['former_deputy', 'home'],
    ['liaison', 'inbox'],
    ['station_head', 'inbox'],
    ['npc_staff', 'home'],
  ])('a %s is at home on %s', async (role, home) => {
    const store = useSession()
    answerWith({ statusCode: 201, data: session(role) })
    await store.enter({ wechat_code: 'code' })
    expect(store.home).toBe(home)
  })

  it('a browser becomes a guest silently, and only once', async () => {
    const store = useSession()
    answerWith({ statusCode: 201, data: session('resident') })
    await store.ensure()
    await store.ensure()
    expect(asked.map((one) => one.data)).toEqual([{ guest: true }])
    expect(store.isGuest).toBe(true)
  })

  it('is remembered until it expires', async () => {
    keep('session', { ...session('liaison'), guest: false, openid: null })
    const store = useSession()
    store.restore()
    expect(store.token).toBe('token-liaison')
    setActivePinia(createPinia())
    keep('session', { ...session('liaison', '2020-01-01T00:00:00+08:00'), guest: false, openid: null })
    const later = useSession()
    later.restore()
    expect(later.token).toBeNull()
  })

  it('leaving takes the token, the words and the receipt off the phone', async () => {
    const store = useSession()
    answerWith({ statusCode: 201, data: session('resident') }, { errMsg: 'request:fail' })
    await store.ensure()
    keep('draft', { content: 'x' })
    keep('receipt', { pin: '12345678' })
    await store.leave()
    expect([kept('session'), kept('draft'), kept('receipt')]).toEqual([null, null, null])
    expect(store.token).toBeNull()
  })
})
