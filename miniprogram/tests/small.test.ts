import { createPinia, setActivePinia } from 'pinia'
import { ref } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from '@/api/types'
import { newKey } from '@/lib/key'
import { tidyNumber, tidyPhone, tidyPin } from '@/lib/receipt'
import { useShots } from '@/lib/shots'
import { messageBadge, rowBadge } from '@/lib/status'
import { timelineOf } from '@/lib/steps'
import { byStrokes } from '@/lib/strokes'
import { titleOf } from '@/lib/title'
import type { Shot } from '@/stores/draft'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

const guest = {
  token: 'guest',
  expires_at: '2999-01-01T00:00:00+08:00',
  account: { id: 'g', name: '', roles: [], current: { role: 'resident', scope: 'self' }, deputy_id: null, station_id: null, is_guest: true },
}

describe('number and PIN as people type them', () => {
  it.each(['261110-0237', '2611100237', ' 261110 0237 '])('%j is the number', (text) => {
    expect(tidyNumber(text)).toBe('261110-0237')
  })
  it('a wrong number, PIN or phone is not guessed at', () => {
    expect([tidyNumber('26111'), tidyPin('1234'), tidyPin('abcdefgh'), tidyPhone('138 0000')]).toEqual([null, null, null, null])
    expect([tidyPin('1234 5678'), tidyPhone('138-0000-0000')]).toEqual(['12345678', '13800000000'])
  })
})

describe('a title from the first words', () => {
  it('ends at the first stop that leaves enough', () => {
    expect(titleOf('3 单元门口的窨井盖翘起来了，晚上看不清。')).toBe('3 单元门口的窨井盖翘起来了')
    expect(titleOf('您好，菜场门口一下雨就积水，很深')).toBe('您好，菜场门口一下雨就积水')
    expect(titleOf('路灯不亮。')).toBe('路灯不亮')
  })
  it('is cut when there is no stop', () => {
    expect(titleOf('字'.repeat(80))).toBe(`${'字'.repeat(30)}…`)
  })
})

describe('states', () => {
  const message = (change: Partial<Message>): Message =>
    ({ status: 'answered', actions: ['rate'], rating: null, steps: [], promised_on: null, deputy: null, ...change }) as Message

  it('an answered matter waits for its author only', () => {
    expect(messageBadge(message({})).text).toBe(zh.status.answeredWaits)
    expect(messageBadge(message({ actions: [] })).text).toBe(zh.status.answered)
  })
  it('silence is never shown as done or satisfied', () => {
    expect(messageBadge(message({})).tone).toBe('you')
    expect(rowBadge({ status: 'answered', waits_for_me: false }).tone).not.toBe('ok')
  })
  it('an unsatisfied author is seen by staff', () => {
    expect(messageBadge(message({ status: 'reworking', actions: [] })).text).toBe(zh.status.reworking)
  })
  it('a state of a later version still has words', () => {
    expect(rowBadge({ status: 'assigned', waits_for_me: false }).text).not.toBe('')
    const steps = [{ action: 'assign', at: '2026-11-11T09:00:00+08:00', by: '小林', text: '归街道', attachments: [] }]
    expect(timelineOf(message({ steps }), 'author')[0]).toMatchObject({ why: '归街道', tone: 'now' })
  })
  it('says where a matter went when its deputy left, and why', () => {
    const text = '王明代表不再担任代表，转由本站答复。'
    const steps = [{ action: 'hand_back', at: '2026-11-11T09:00:00+08:00', by: '代表离任', text, attachments: [] }]
    expect(timelineOf(message({ steps }), 'author')[0]).toMatchObject({ what: '转给联络站接着办', why: text })
    expect(timelineOf(message({ steps }), 'staff')[0]).toMatchObject({ what: '代表离任，转回站里', why: text })
  })
  it('the timeline is newest first, and says what comes', () => {
    const steps = [
      { action: 'submit', at: '2026-11-10T09:00:00+08:00', by: null, text: null, attachments: [] },
      { action: 'accept', at: '2026-11-11T09:00:00+08:00', by: '联络员小林', text: null, attachments: [] },
    ]
    const lines = timelineOf(message({ status: 'accepted', steps, promised_on: '2026-11-20' }), 'author')
    expect(lines.map((line) => Boolean(line.isNext))).toEqual([true, false, false])
    expect(lines[1]?.what).toContain('联络员小林')
  })
})

describe('pictures', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('go up one by one, as a guest where nobody signed in; one that failed can be sent again', async () => {
    const shots = ref<Shot[]>([])
    const photos = useShots(shots)
    answerWith({ statusCode: 201, data: guest }, { statusCode: 201, data: '{"id":"u1"}' }, { errMsg: 'uploadFile:fail' })
    await photos.add()
    expect(asked.map(({ url }) => url)).toEqual(['/api/sessions', '/api/uploads', '/api/uploads'])
    expect(shots.value.map(({ state, uploadId }) => [state, uploadId])).toEqual([
      ['sent', 'u1'],
      ['failed', null],
    ])
    answerWith({ statusCode: 201, data: '{"id":"u2"}' })
    await photos.retry(shots.value[1]!.tag)
    expect(shots.value[1]).toMatchObject({ state: 'sent', uploadId: 'u2' })
  })
})

describe('the order of deputies', () => {
  const people = ['骆长虹', '王秀兰', '丁一', '李建国'].map((name) => ({ name }))

  it('is by the strokes of the surname', () => {
    const { people: sorted, isByStrokes } = byStrokes(people)
    expect(sorted.map(({ name }) => name)).toEqual(['丁一', '王秀兰', '李建国', '骆长虹'])
    expect(isByStrokes).toBe(true)
  })
  it('is left as it came, and not called so, where the phone does not know strokes', () => {
    const spy = vi.spyOn(Intl.Collator.prototype, 'resolvedOptions').mockReturnValue({ collation: 'default' } as Intl.ResolvedCollatorOptions)
    expect(byStrokes(people)).toEqual({ people, isByStrokes: false })
    spy.mockRestore()
  })
})

it('keys do not repeat', () => {
  expect(new Set(Array.from({ length: 200 }, newKey)).size).toBe(200)
})
