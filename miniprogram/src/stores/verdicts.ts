import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError } from '@/api/http'
import { confirmDuties } from '@/api/duties'
import { forget, keep, kept } from '@/lib/storage'

export interface Verdict { done: string[]; refused: { id: string; text: string }[] }
const AT_ONCE = 50

/** Confirmations that the server has not heard yet: only ids are kept, and they go out by themselves later. */
export const useVerdicts = defineStore('verdicts', () => {
  const waiting = ref<string[]>(kept<string[]>('verdicts') ?? [])

  function hold(ids: string[]): void {
    waiting.value = ids
    if (ids.length > 0) keep('verdicts', ids)
    else forget('verdicts')
  }
  /** Told together with what waited before. They stay only while no answer came; asked twice it is one decision. */
  async function confirm(ids: string[]): Promise<Verdict> {
    hold([...new Set([...waiting.value, ...ids])])
    const asked = waiting.value.slice(0, AT_ONCE)
    const settle = () => hold(waiting.value.filter((id) => !asked.includes(id)))
    try {
      const verdict = await confirmDuties(asked)
      settle()
      return verdict
    } catch (error) {
      const isAnswered = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 401
      if (isAnswered) settle()
      throw error
    }
  }
  /** Called whenever there may be a net again. */
  const flush = () => (waiting.value.length > 0 ? confirm([]).catch(() => null) : Promise.resolve(null))

  return { waiting, confirm, flush }
})
