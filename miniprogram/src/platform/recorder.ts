/** Recording in a browser; what was said stays in memory until it is sent or taken away. */
import type { Recorder, Recording } from './types'

const TYPES = ['audio/webm;codecs=opus', 'audio/mp4']
const SLOW = 32_000
const spoken = new Map<string, Blob>()

export const blobOf = (path: string) => spoken.get(path) ?? null

function keep(parts: Blob[], type: string, since: number): Recording | null {
  const blob = new Blob(parts, { type })
  if (blob.size === 0) return null
  const path = URL.createObjectURL(blob)
  spoken.set(path, blob)
  return { path, seconds: Math.round((Date.now() - since) / 1000) }
}

/** Asks for the microphone; null where there is none, or the person says no. Stops by itself after `most` seconds. */
export async function record(most: number): Promise<Recorder | null> {
  const type = TYPES.find((one) => window.MediaRecorder?.isTypeSupported(one))
  if (!type || !navigator.mediaDevices) return null
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null)
  if (!stream) return null
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: SLOW })
  const parts: Blob[] = []
  const since = Date.now()
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop()
  }
  const timer = setTimeout(stop, most * 1000)
  const done = new Promise<Recording | null>((resolve) => {
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onstop = () => {
      clearTimeout(timer)
      stream.getTracks().forEach((track) => track.stop())
      resolve(keep(parts, type, since))
    }
  })
  recorder.start()
  return { stop, done }
}
