import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/http'
import type { Message } from '@/api/types'
import { kept } from '@/lib/storage'
import { bodyOf, deliver, emptyDraft, useDraft, type Draft } from '@/stores/draft'
import { answerWith, asked } from './uni'

const written = (): Draft => ({
  ...emptyDraft(),
  code: 'stationcode',
  station: { id: 's1', name: '桂花社区代表联络站' },
  content: ' 路灯不亮，晚上看不清 ',
})
const message = { id: 'm1', number: '261110-0237' } as Message

beforeEach(() => setActivePinia(createPinia()))

describe('the body that is sent', () => {
  it('names the place by the code or by the station, never by both', () => {
    expect(bodyOf(written())).toMatchObject({ code: 'stationcode', content: '路灯不亮，晚上看不清' })
    expect(bodyOf(written())).not.toHaveProperty('station_id')
    expect(bodyOf({ ...written(), code: null })).toMatchObject({ station_id: 's1' })
  })

  it('has only pictures that arrived, and no empty place', () => {
    const shots = [
      { tag: 'a', path: 'x', uploadId: 'u1', percent: 100, state: 'sent' as const },
      { tag: 'b', path: 'y', uploadId: null, percent: 10, state: 'failed' as const },
    ]
    const body = bodyOf({ ...written(), shots, place: '  ' })
    expect(body.upload_ids).toEqual(['u1'])
    expect(body).not.toHaveProperty('place')
  })

  it('shares no identity unless the box was ticked', () => {
    expect(bodyOf(written()).consent_share_identity).toBe(false)
  })
})

describe('sending once', () => {
  it('every try of one wish has the same key and the same bytes', async () => {
    const store = useDraft()
    store.draft = written()
    answerWith({ errMsg: 'request:fail' }, { statusCode: 201, data: message })
    await expect(store.send()).rejects.toMatchObject({ trouble: 'offline' })
    await store.send()
    expect(asked[0]?.header['Idempotency-Key']).toBe(asked[1]?.header['Idempotency-Key'])
    expect(JSON.stringify(asked[0]?.data)).toBe(JSON.stringify(asked[1]?.data))
  })

  it('the words survive a failure and a closed page', async () => {
    const store = useDraft()
    store.draft = written()
    answerWith({ statusCode: 503, data: {} })
    await expect(store.send()).rejects.toBeInstanceOf(ApiError)
    setActivePinia(createPinia())
    const later = useDraft()
    later.restore()
    expect(later.draft.content).toBe(written().content)
    expect(later.draft.key).toBe(store.draft.key)
  })

  it('after success the draft is gone and the next wish has a new key', async () => {
    const store = useDraft()
    store.draft = written()
    const { key } = store.draft
    answerWith({ statusCode: 201, data: message })
    await store.send()
    expect(store.draft.content).toBe('')
    expect(store.draft.key).not.toBe(key)
    expect(kept('draft')).toBeNull()
    expect(store.receipt()?.message.id).toBe('m1')
  })

  it('an earlier try that did arrive is asked for again with its own words, so that the PIN is not lost', async () => {
    const reused = new ApiError('refused', 422, 'idempotency.key_reused', '')
    const send = vi.fn().mockRejectedValueOnce(reused).mockResolvedValueOnce(message)
    const draft = { ...written(), content: '改过的字，路灯还是不亮', tried: bodyOf(written()) }
    await expect(deliver(draft, send)).resolves.toEqual({ message, isEarlier: true })
    expect(send.mock.calls[1]).toEqual([bodyOf(written()), draft.key])
  })

  it('a refusal for another reason is told as it is', async () => {
    const refused = new ApiError('refused', 429, 'rate.limited', '歇一会儿')
    await expect(deliver({ ...written(), tried: bodyOf(written()) }, vi.fn().mockRejectedValue(refused))).rejects.toBe(refused)
  })
})

describe('what is kept on the phone', () => {
  it('pictures that arrived are kept by their id, the others must be chosen again', () => {
    const store = useDraft()
    store.draft = {
      ...written(),
      shots: [
        { tag: 'a', path: 'blob:a', uploadId: 'u1', percent: 100, state: 'sent' },
        { tag: 'b', path: 'blob:b', uploadId: null, percent: 40, state: 'sending' },
      ],
    }
    store.save()
    expect(kept<Draft>('draft')?.shots).toEqual([{ tag: 'a', path: '', uploadId: 'u1', percent: 100, state: 'sent' }])
  })

  it('the words stay when the station changes', () => {
    const store = useDraft()
    store.draft = written()
    store.aim({ code: null, station: { id: 's2', name: '春江站' }, deputy: null })
    expect(store.draft.content).toBe(written().content)
    expect(bodyOf(store.draft)).toMatchObject({ station_id: 's2' })
  })
})
