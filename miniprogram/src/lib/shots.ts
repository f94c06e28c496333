/** Pictures go up one by one, each with its own state, before the words are sent. */
import type { Ref } from 'vue'
import { platform } from '#platform'
import { uploadPicture } from '@/api/uploads'
import { uid } from '@/lib/uid'
import type { Shot } from '@/stores/draft'
import { useSession } from '@/stores/session'

export const MOST_PHOTOS = 6

export function useShots(shots: Ref<Shot[]>, changed: () => void = () => undefined, most = MOST_PHOTOS) {
  function patch(tag: string, change: Partial<Shot>): void {
    shots.value = shots.value.map((shot) => (shot.tag === tag ? { ...shot, ...change } : shot))
    changed()
  }
  async function send(shot: Shot): Promise<void> {
    patch(shot.tag, { state: 'sending', percent: 0 })
    try {
      await useSession().ensure()
      const { id } = await uploadPicture(shot.path, (percent) => patch(shot.tag, { percent }))
      patch(shot.tag, { state: 'sent', uploadId: id, percent: 100 })
    } catch {
      patch(shot.tag, { state: 'failed' })
    }
  }
  async function add(): Promise<void> {
    const pictures = await platform.choosePictures(most - shots.value.length)
    const made = pictures.map(
      ({ path }): Shot => ({ tag: uid('shot'), path, uploadId: null, percent: 0, state: 'sending' }),
    )
    shots.value = [...shots.value, ...made]
    for (const shot of made) await send(shot)
  }
  async function retry(tag: string): Promise<void> {
    const shot = shots.value.find((one) => one.tag === tag)
    if (shot) await send(shot)
  }
  function remove(tag: string): void {
    shots.value = shots.value.filter((shot) => shot.tag !== tag)
    changed()
  }
  return { add, retry, remove }
}
