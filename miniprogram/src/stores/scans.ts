import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError } from '@/api/http'
import { recordDuty } from '@/api/duties'
import type { Duty } from '@/api/types'
import { newKey } from '@/lib/key'
import { keep, kept } from '@/lib/storage'

export interface Scan { id: string; code: string; scannedAt: string; activityId?: string; kind?: string }

/** Scans of a duty code that could not be told to the server yet; they go out by themselves later. */
export const useScans = defineStore('scans', () => {
  const waiting = ref<Scan[]>(kept<Scan[]>('scans') ?? [])

  /** Which record the person scans a second time for, on going. */
  const leaving = ref<string | null>(null)

  function save(): void {
    keep('scans', waiting.value)
  }
  function remember(scan: Omit<Scan, 'id'>): Scan {
    const same = waiting.value.find((one) => one.code === scan.code && one.activityId === scan.activityId)
    if (same) return same
    const made = { ...scan, id: newKey() }
    waiting.value = [...waiting.value, made]
    save()
    return made
  }
  function drop(scan: Scan): void {
    waiting.value = waiting.value.filter((one) => one.id !== scan.id)
    save()
  }
  /**
   * Tells the server; keeps the scan only when no answer came, a refusal is thrown and not tried again. The phone's
   * own clock is told only when the scan had to wait. The server knows a repeated scan by itself: each try has a new key.
   */
  async function tell(scan: Scan, hasWaited: boolean): Promise<Duty> {
    try {
      const late = hasWaited ? { scanned_at: scan.scannedAt, nonce: scan.id } : {}
      const body = { code: scan.code, activity_id: scan.activityId, kind: scan.kind, ...late }
      const duty = await recordDuty(body, newKey())
      drop(scan)
      return duty
    } catch (error) {
      const answered = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 401
      if (answered) drop(scan)
      throw error
    }
  }
  /** Called whenever there may be a net again. Answers how many were put on file. */
  async function flush(): Promise<number> {
    let told = 0
    for (const scan of [...waiting.value]) {
      const done = await tell(scan, true).then(() => true, () => false)
      if (done) told += 1
    }
    return told
  }
  return { waiting, leaving, remember, tell, flush }
})
