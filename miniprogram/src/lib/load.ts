/** Fetching for a page: what came, what went wrong, and "slow" only after 300 ms, so that nothing flickers. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/api/http'
import { zh } from '@/words/zh'

const SLOW_MS = 300

export interface Load<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<ApiError | null>
  slow: Ref<boolean>
  run: () => Promise<T | null>
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('broken', 0, 'app.broken', zh.trouble.broken)
}

/** Asked again while an answer is under way, only the last question counts: the run before it comes to null. */
export function useLoad<T>(fetch: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const slow = ref(false)

  let runs = 0

  async function run(): Promise<T | null> {
    const own = (runs += 1)
    const isLast = () => own === runs
    error.value = null
    const timer = setTimeout(() => (slow.value = isLast() && data.value === null), SLOW_MS)
    try {
      const answer = await fetch()
      if (!isLast()) return null
      return (data.value = answer)
    } catch (caught) {
      if (isLast()) error.value = asApiError(caught)
      return null
    } finally {
      clearTimeout(timer)
      if (isLast()) slow.value = false
    }
  }
  return { data, error, slow, run }
}

/** One action at a time: a second tap while it runs is ignored. */
export function useAction() {
  const busy = ref(false)
  const error = shallowRef<ApiError | null>(null)
  async function run<T>(what: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    error.value = null
    try {
      return await what()
    } catch (caught) {
      error.value = asApiError(caught)
      return null
    } finally {
      busy.value = false
    }
  }
  return { busy, error, run }
}
