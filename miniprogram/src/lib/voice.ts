/** One recording beside the words: said, listened to, sent up before the words are, or taken away again. */
import { onScopeDispose, ref, type Ref } from 'vue'
import { platform } from '#platform'
import { uploadVoice } from '@/api/uploads'
import type { Recorder } from '@/platform/types'
import { useSession } from '@/stores/session'

export const MOST_SECONDS = 60
const LEAST_SECONDS = 1

export interface Voice {
  /** Where the phone plays it from; empty after the page was closed in between. */
  path: string
  uploadId: string | null
  seconds: number
  state: 'sending' | 'failed' | 'sent'
}

export type Unheard = '' | 'refused' | 'short'

/** Sends it up; whoever took it away or spoke anew meanwhile is not disturbed. */
async function sendUp(voice: Ref<Voice | null>, said: Voice): Promise<void> {
  const put = (next: Voice) => {
    if (voice.value?.path === said.path) voice.value = next
  }
  put({ ...said, state: 'sending' })
  try {
    await useSession().ensure()
    const { id } = await uploadVoice(said.path)
    put({ ...said, uploadId: id, state: 'sent' })
  } catch {
    put({ ...said, state: 'failed' })
  }
}

export function useVoice(voice: Ref<Voice | null>) {
  const isRecording = ref(false)
  const seconds = ref(0)
  const unheard = ref<Unheard>('')
  let recorder: Recorder | null = null

  const send = async () => {
    if (voice.value) await sendUp(voice, voice.value)
  }
  async function listen(until: Promise<{ path: string; seconds: number } | null>): Promise<void> {
    const timer = setInterval(() => (seconds.value = Math.min(seconds.value + 1, MOST_SECONDS)), 1000)
    const said = await until
    clearInterval(timer)
    isRecording.value = false
    recorder = null
    unheard.value = said && said.seconds >= LEAST_SECONDS ? '' : 'short'
    if (!said || unheard.value) return
    const made: Voice = { ...said, uploadId: null, state: 'sending' }
    voice.value = made
    // whoever holds it may not have heard yet
    await sendUp(voice, made)
  }
  async function start(): Promise<void> {
    if (isRecording.value) return
    unheard.value = ''
    seconds.value = 0
    isRecording.value = true
    recorder = await platform.record(MOST_SECONDS)
    if (recorder) return listen(recorder.done)
    isRecording.value = false
    unheard.value = 'refused'
  }
  const stop = () => recorder?.stop()
  const remove = () => (voice.value = null)
  onScopeDispose(stop)
  return { isRecording, seconds, unheard, start, stop, send, remove }
}

/** 0:07 */
export const clockOf = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
