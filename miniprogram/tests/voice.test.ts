import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, effectScope, ref } from 'vue'
import { platform } from '#platform'
import { clockOf, useVoice, type Voice } from '@/lib/voice'
import { kept } from '@/lib/storage'
import { bodyOf, emptyDraft, useDraft, type Draft } from '@/stores/draft'
import { useSession } from '@/stores/session'
import { answerWith, asked } from './uni'

const said = (seconds = 7) => ({ stop: vi.fn(), done: Promise.resolve({ path: 'blob:said', seconds }) })

function listening() {
  const voice = ref<Voice | null>(null)
  const used = effectScope().run(() => useVoice(voice))
  if (!used) throw new Error('no scope')
  return { voice, ...used }
}

beforeEach(() => {
  setActivePinia(createPinia())
  vi.spyOn(useSession(), 'ensure').mockResolvedValue(undefined as never)
})

describe('saying it instead of writing', () => {
  it('sends what was said up at once, to the address of voices', async () => {
    vi.spyOn(platform, 'record').mockResolvedValue(said())
    answerWith({ statusCode: 201, data: JSON.stringify({ id: 'v1' }) })
    const { voice, start, isRecording } = listening()
    await start()
    expect(voice.value).toEqual({ path: 'blob:said', seconds: 7, uploadId: 'v1', state: 'sent' })
    expect([asked[0]?.url, isRecording.value]).toEqual(['/api/uploads/voices', false])
  })
  it('keeps what was said when the net is gone, and sends it at the second tap', async () => {
    vi.spyOn(platform, 'record').mockResolvedValue(said())
    answerWith({ errMsg: 'fail' }, { statusCode: 201, data: JSON.stringify({ id: 'v1' }) })
    const { voice, start, send } = listening()
    await start()
    expect(voice.value?.state).toBe('failed')
    await send()
    expect(voice.value).toMatchObject({ uploadId: 'v1', state: 'sent' })
  })
  it('sends it up even where the page hears of it only later', async () => {
    vi.spyOn(platform, 'record').mockResolvedValue(said())
    answerWith({ statusCode: 201, data: JSON.stringify({ id: 'v1' }) })
    const held = ref<Voice | null>(null)
    const late = computed({ get: () => held.value, set: (next: Voice | null) => void Promise.resolve().then(() => (held.value = next)) })
    const { start } = effectScope().run(() => useVoice(late))!
    await start()
    await Promise.resolve()
    expect(held.value).toMatchObject({ uploadId: 'v1', state: 'sent' })
  })
  it('says why nothing was heard', async () => {
    const { voice, start, unheard } = listening()
    vi.spyOn(platform, 'record').mockResolvedValue(null)
    await start()
    expect([unheard.value, voice.value]).toEqual(['refused', null])
    vi.spyOn(platform, 'record').mockResolvedValue(said(0))
    await start()
    expect([unheard.value, voice.value]).toEqual(['short', null])
  })
  it('does not bring back what was taken away meanwhile', async () => {
    vi.spyOn(platform, 'record').mockResolvedValue(said())
    const { voice, start, remove } = listening()
    vi.spyOn(useSession(), 'ensure').mockImplementation(() => Promise.resolve(void remove()) as never)
    answerWith({ statusCode: 201, data: JSON.stringify({ id: 'v1' }) })
    await start()
    expect(voice.value).toBeNull()
  })
  it('tells seconds as a clock does', () => {
    expect([clockOf(7), clockOf(60)]).toEqual(['0:07', '1:00'])
  })
})

describe('what is sent beside the words', () => {
  const voice: Voice = { path: 'blob:said', seconds: 7, uploadId: 'v1', state: 'sent' }
  it('is the voice that arrived, and the point as it was picked', () => {
    const body = bodyOf({ ...emptyDraft(), voice, point: { latitude: 30.05, longitude: 119.96 } })
    expect(body).toMatchObject({ voice_id: 'v1', latitude: 30.05, longitude: 119.96 })
    expect(bodyOf({ ...emptyDraft(), voice: { ...voice, uploadId: null } })).not.toHaveProperty('voice_id')
  })
  it('is kept on the phone like the words, and comes back alone too', () => {
    const store = useDraft()
    store.draft = { ...emptyDraft(), voice }
    store.save()
    expect(kept<Draft>('draft')?.voice).toEqual({ ...voice, path: '' })
    setActivePinia(createPinia())
    const later = useDraft()
    later.restore()
    expect(later.draft.voice?.uploadId).toBe('v1')
  })
})
