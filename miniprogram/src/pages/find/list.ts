/** A list that comes page by page; a new question begins it anew. */
import { computed, ref, shallowRef } from 'vue'
import type { Page } from '@/api/types'
import { useAction, useLoad } from '@/lib/load'

export function useList<Item, Answer extends Page<Item>>(fetch: (cursor: string | null) => Promise<Answer>) {
  const rows = shallowRef<Item[]>([])
  const cursor = ref<string | null>(null)
  const load = useLoad(() => fetch(null))
  const more = useAction()

  function take(answer: Answer): void {
    rows.value = [...rows.value, ...answer.items]
    cursor.value = answer.next
  }
  async function begin(): Promise<void> {
    rows.value = []
    cursor.value = null
    load.data.value = null
    const answer = await load.run()
    if (answer) take(answer)
  }
  async function goOn(): Promise<void> {
    const answer = await more.run(() => fetch(cursor.value))
    if (answer) take(answer)
  }
  const isNone = computed(() => load.data.value !== null && rows.value.length === 0)
  return { rows, cursor, answer: load.data, error: load.error, slow: load.slow, busy: more.busy, isNone, begin, goOn }
}
