/** A new answer on the same page begins at its top, for the eye and for a screen reader. */
import { nextTick } from 'vue'

export function toTop(): void {
  uni.pageScrollTo({ scrollTop: 0, duration: 0 })
  // #ifdef H5
  void nextTick(() => {
    const titles = Array.from(document.querySelectorAll<HTMLElement>('h1'))
    titles.find((title) => title.offsetParent !== null)?.focus({ preventScroll: true })
  })
  // #endif
}
