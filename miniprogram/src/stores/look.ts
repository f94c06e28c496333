import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { platform } from '#platform'
import { keep, kept } from '@/lib/storage'

export type Theme = 'auto' | 'light' | 'dark'

/** Large text and colours: a choice of this phone, kept until it is changed. */
export const useLook = defineStore('look', () => {
  const large = ref(false)
  const theme = ref<Theme>('auto')
  /** The classes a page carries; the tokens hang on them. */
  const classes = computed(() =>
    [large.value ? 'text-large' : '', theme.value === 'auto' ? '' : `theme-${theme.value}`].filter(Boolean).join(' '),
  )

  function show(): void {
    platform.showLook({ theme: theme.value, large: large.value })
    keep('look', { theme: theme.value, large: large.value })
  }
  function restore(): void {
    const last = kept<{ theme: Theme; large: boolean }>('look')
    theme.value = last?.theme ?? 'auto'
    large.value = last?.large ?? false
    show()
  }
  function setLarge(value: boolean): void {
    large.value = value
    show()
  }
  function setTheme(value: Theme): void {
    theme.value = value
    show()
  }
  return { large, theme, classes, restore, setLarge, setTheme }
})
