/** What the writer should know before sending: danger first, then who else wrote about the same.
 * Only a danger is shown before the letter goes, once for the same words; no network never holds a letter up. */
import { ref } from 'vue'
import { preview } from '@/api/previews'
import type { Safety, SimilarCase } from '@/api/types'
import { bodyOf, type Draft } from '@/stores/draft'

export function usePreview(ask: typeof preview = preview) {
  const danger = ref<Safety | null>(null)
  const similar = ref<SimilarCase[]>([])
  let known = ''

  async function look(draft: Draft): Promise<void> {
    const { code, station_id, content, place } = bodyOf(draft)
    const words = JSON.stringify([code, station_id, content, place])
    if (words === known) return
    const found = await ask({ code, station_id, content, place }).catch(() => null)
    if (!found) return
    known = words
    danger.value = found.safety
    similar.value = found.similar
  }

  /** True when the letter may go now; false when there is a danger to read of first. */
  async function mayGo(draft: Draft): Promise<boolean> {
    if (draft.tried) return true
    danger.value = null
    await look(draft)
    return !danger.value
  }

  return { danger, similar, look, mayGo }
}
