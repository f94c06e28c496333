/** Words being written, kept on this phone at every letter: no net or a closed page loses none. Emptied is forgotten. */
import { ref, watch, type Ref } from 'vue'
import { forget, keep, kept } from '@/lib/storage'

export function useKeptWords(name: string): Ref<string> {
  const words = ref(kept<string>(name) ?? '')
  watch(words, (now) => (now ? keep(name, now) : forget(name)), { flush: 'sync' })
  return words
}
