import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError } from '@/api/http'
import { sendMessage } from '@/api/messages'
import type { Message, Named, NewMessage, Visibility } from '@/api/types'
import { newKey } from '@/lib/key'
import type { Point } from '@/lib/place'
import { forget, keep, kept } from '@/lib/storage'
import type { Voice } from '@/lib/voice'

export interface Shot {
  /** Names the picture on this page. */
  tag: string
  /** Where the phone shows it from; empty after the page was closed in between. */
  path: string
  uploadId: string | null
  percent: number
  state: 'sending' | 'failed' | 'sent'
}

export interface Draft {
  code: string | null
  station: Named | null
  deputy: Named | null
  content: string
  place: string
  visibility: Visibility
  consent: boolean
  shots: Shot[]
  voice: Voice | null
  point: Point | null
  /** One wish to send, one key: kept until the server has answered. */
  key: string
  /** What was sent under this key at the first try; the server may have it already. */
  tried: NewMessage | null
}

export const emptyDraft = (): Draft => ({
  code: null,
  station: null,
  deputy: null,
  content: '',
  place: '',
  visibility: 'private',
  consent: false,
  shots: [],
  voice: null,
  point: null,
  key: newKey(),
  tried: null,
})

/** What is beside the words, where it has arrived. */
const besideOf = ({ voice, point }: Draft) => ({ ...(voice?.uploadId ? { voice_id: voice.uploadId } : {}), ...(point ?? {}) })

/** The body of the call: no empty fields, only pictures that have arrived. */
export function bodyOf(draft: Draft): NewMessage {
  const uploads = draft.shots.flatMap((shot) => (shot.uploadId ? [shot.uploadId] : []))
  return {
    ...(draft.code ? { code: draft.code } : { station_id: draft.station?.id }),
    ...(draft.deputy ? { deputy_id: draft.deputy.id } : {}),
    content: draft.content.trim(),
    ...(draft.place.trim() ? { place: draft.place.trim() } : {}),
    visibility: draft.visibility,
    ...(uploads.length > 0 ? { upload_ids: uploads } : {}),
    ...besideOf(draft),
    consent_share_identity: draft.consent,
  }
}

export interface Sent { message: Message; isEarlier: boolean }

/**
 * Sends under the draft's one key. When an earlier try did arrive and the words were changed since, the server
 * refuses the key: then the earlier words are asked for again, so that number and PIN are not lost.
 */
export async function deliver(draft: Draft, send: typeof sendMessage = sendMessage): Promise<Sent> {
  const body = bodyOf(draft)
  try {
    return { message: await send(body, draft.key), isEarlier: false }
  } catch (error) {
    const reused = error instanceof ApiError && error.code === 'idempotency.key_reused'
    if (!reused || !draft.tried) throw error
    return { message: await send(draft.tried, draft.key), isEarlier: true }
  }
}

/** What is being written, kept on this phone at every change and through every failure. */
export const useDraft = defineStore('draft', () => {
  const draft = ref<Draft>(emptyDraft())

  function save(): void {
    const shots = draft.value.shots.filter((shot) => shot.uploadId).map((shot) => ({ ...shot, path: '' }))
    const voice = draft.value.voice?.uploadId ? { ...draft.value.voice, path: '' } : null
    keep('draft', { ...draft.value, shots, voice })
  }
  function restore(): void {
    const last = kept<Draft>('draft')
    if (last && !draft.value.content && !draft.value.voice) draft.value = { ...emptyDraft(), ...last }
  }
  /** Where the words will go. They stay when the place changes: nobody types twice. */
  function aim(target: Pick<Draft, 'code' | 'station' | 'deputy'>): void {
    Object.assign(draft.value, target)
    save()
  }
  function clear(): void {
    draft.value = emptyDraft()
    forget('draft')
  }
  async function send(): Promise<Sent> {
    const tried = draft.value.tried
    if (!tried) draft.value.tried = bodyOf(draft.value)
    save()
    const sent = await deliver({ ...draft.value, tried })
    keep('receipt', sent)
    clear()
    return sent
  }
  const receipt = () => kept<Sent>('receipt')

  return { draft, save, restore, aim, clear, send, receipt }
})
