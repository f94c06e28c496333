import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { givePhone } from '@/api/accounts'
import { sandboxPhone } from '@/api/client'
import { narrow } from '@/api/messages'
import type { Mark, Message } from '@/api/types'
import { readPhone } from '@/lib/phone'
import { tidyPhone } from '@/lib/receipt'
import { markBadge } from '@/lib/status'
import { timelineOf } from '@/lib/steps'
import type { PrivacyAsk } from '@/platform/types'
import { platform as mp } from '@/platform/mp'
import { usePrivacy } from '@/stores/privacy'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'
import { platform } from './platform'

describe('the number by one tap', () => {
  it.each([
    [{ code: 'c1', errMsg: 'getPhoneNumber:ok' }, { code: 'c1' }],
    [{ errMsg: 'getPhoneNumber:fail user deny' }, { why: 'refused' }],
    [{ errMsg: 'getPhoneNumber:fail user cancel' }, { why: 'refused' }],
    [{ errno: 104, errMsg: 'getPhoneNumber:fail privacy permission is not authorized' }, { why: 'refused' }],
    [{ errno: 103, errMsg: 'getPhoneNumber:fail' }, { why: 'refused' }],
    [{ errno: 1400001, errMsg: 'getPhoneNumber:fail jsapi invalid request data' }, { why: 'spent' }],
    [{ errMsg: 'getPhoneNumber:fail no permission' }, { why: 'away' }],
    [{ errMsg: 'getPhoneNumber:ok' }, { why: 'away' }],
    [{}, { why: 'away' }],
  ])('%j is %j', (detail, answer) => {
    expect(readPhone(detail)).toEqual(answer)
  })

  it('whatever went wrong, typing is what is left', () => {
    expect(Object.values(zh.phone.none).every((words) => words.includes('手写'))).toBe(true)
  })

  it('the code goes to the server, which tells what it kept', async () => {
    answerWith({ statusCode: 200, data: { name: '', phone: '13812342046' } })
    expect((await givePhone('c1')).phone).toBe('13812342046')
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/api/accounts/me/phone', data: { code: 'c1' } })
  })

  it('in the demo the sandbox plays the button', async () => {
    answerWith({ statusCode: 200, data: { openid: 'o1', code: 'p1' } })
    expect(await sandboxPhone('http://127.0.0.1:1', 'o1')).toBe('p1')
    expect(asked[0]).toMatchObject({ url: 'http://127.0.0.1:1/__sandbox__/phone', data: { openid: 'o1' } })
  })

  it('a number from elsewhere can be stored as it came', () => {
    expect([tidyPhone('+852 9123 4567'), tidyPhone('+852')]).toEqual(['+85291234567', null])
  })
})

describe('what WeChat asks before anything personal is read', () => {
  type Answer = { event: string; buttonId?: string }
  type Listener = (resolve: (answer: Answer) => void) => void
  let listener: Listener | null = null
  const wx = {
    onNeedPrivacyAuthorization: (next: Listener) => (listener = next),
    openPrivacyContract: vi.fn(),
  }

  beforeEach(() => {
    setActivePinia(createPinia())
    listener = null
    vi.stubGlobal('wx', wx)
    vi.spyOn(platform, 'whenPrivacyAsked').mockImplementation((ask: (question: PrivacyAsk) => void) => mp.whenPrivacyAsked(ask))
  })
  const need = (): Answer[] => {
    const told: Answer[] = []
    listener?.((answer) => told.push(answer))
    return told
  }

  it('shows our words, and says so', () => {
    const privacy = usePrivacy()
    privacy.listen()
    expect(privacy.isAsked).toBe(false)
    expect(need()).toEqual([{ event: 'exposureAuthorization' }])
    expect(privacy.isAsked).toBe(true)
  })

  it('a yes names the button that WeChat saw, and answers everything that waits, once', () => {
    const privacy = usePrivacy()
    privacy.listen()
    const [first, second] = [need(), need()]
    privacy.agree('agree-privacy')
    privacy.agree('agree-privacy')
    const yes = [{ event: 'exposureAuthorization' }, { event: 'agree', buttonId: 'agree-privacy' }]
    expect([first, second, privacy.isAsked]).toEqual([yes, yes, false])
  })

  it('a no is a no, and the next need asks again', () => {
    const privacy = usePrivacy()
    privacy.listen()
    const first = need()
    privacy.refuse()
    expect(first[1]).toEqual({ event: 'disagree' })
    need()
    expect(privacy.isAsked).toBe(true)
  })

  it('an older phone asks by itself', () => {
    vi.stubGlobal('wx', {})
    expect(() => {
      usePrivacy().listen()
      mp.openPrivacyText()
    }).not.toThrow()
  })
})

describe('what its author takes back', () => {
  it('is told to the server, and stands among the steps', async () => {
    answerWith({ statusCode: 200, data: { id: 'm1' } })
    await narrow('m1', 'private')
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/api/messages/m1/visibility', data: { visibility: 'private' } })
    const text = '不公开了，只给办事的人看。'
    const steps = [{ action: 'narrow', at: '2026-11-11T09:00:00+08:00', by: '来信人', text, attachments: [] }]
    const told = { status: 'answered', steps, promised_on: null, deputy: null } as unknown as Message
    expect(timelineOf(told, 'author')[0]).toMatchObject({ what: '您改了给谁看', why: text })
    expect(timelineOf(told, 'staff')[0]).toMatchObject({ what: '街坊改了给谁看', why: text })
  })
})

describe('how far a letter is from being public', () => {
  it('what waits for a person is amber and says so', () => {
    const marks: Mark[] = ['text', 'photo', 'unchecked']
    expect(marks.map((mark) => [markBadge(mark).tone, markBadge(mark).text.endsWith('请您看')])).toEqual(
      marks.map(() => ['warn', true]),
    )
    expect(markBadge('waiting').text).toBe('还没查完')
  })
})
