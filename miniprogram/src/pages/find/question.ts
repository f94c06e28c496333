/** What is asked has a name, the title above its answers; nothing is asked at first, and when one begins anew. */
import { shallowRef } from 'vue'
import type { Found } from '@/api/types'
import { useList } from '@/lib/list'
import { toTop } from '@/lib/top'

export function useQuestion<Query, Item, Rest>(
  fetch: (query: Query, cursor: string | null) => Promise<Found<Item> & Rest>,
) {
  const asked = shallowRef<{ name: string; query: Query } | null>(null)
  const list = useList<Item, Found<Item> & Rest>((cursor) => fetch((asked.value as { query: Query }).query, cursor))

  function ask(name: string, query: Query): void {
    asked.value = { name, query }
    toTop()
    void list.begin()
  }
  function again(): void {
    asked.value = null
    toTop()
  }
  return { asked, list, ask, again }
}
