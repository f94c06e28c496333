/** A list that comes page by page. What an older question still brings is dropped, also when it asked for more. */
import { computed, ref, shallowRef } from 'vue'
import type { Page } from '@/api/types'
import { useAction, useLoad } from '@/lib/load'

export function useList<Item, Rest>(fetch: (cursor: string | null) => Promise<Page<Item> & Rest>) {
  const rows = shallowRef<Item[]>([])
  const cursor = ref<string | null>(null)
  const load = useLoad(() => fetch(null))
  const more = useAction()

  /** From the first page on; what stands there stays until the answer comes. */
  async function refresh(): Promise<void> {
    const answer = await load.run()
    if (!answer) return
    rows.value = answer.items
    cursor.value = answer.next
  }
  /** Another question: nothing of the one before stays. */
  function begin(): Promise<void> {
    rows.value = []
    cursor.value = null
    load.data.value = null
    return refresh()
  }
  async function goOn(): Promise<void> {
    const first = load.data.value
    const answer = await more.run(() => fetch(cursor.value))
    if (!answer || load.data.value !== first) return
    rows.value = [...rows.value, ...answer.items]
    cursor.value = answer.next
  }
  const isNone = computed(() => load.data.value !== null && rows.value.length === 0)
  return { rows, cursor, answer: load.data, error: load.error, slow: load.slow, more, isNone, begin, refresh, goOn }
}

export type List<Rest = unknown> = ReturnType<typeof useList<unknown, Rest>>
