import { defineStore } from 'pinia'
import { ref } from 'vue'
import { platform } from '#platform'
import type { PrivacyAsk } from '@/platform/types'

/** What WeChat asks before anything personal is read; several parts of a page may wait for the one answer. */
export const usePrivacy = defineStore('privacy', () => {
  const isAsked = ref(false)
  let waiting: PrivacyAsk[] = []

  function ask(question: PrivacyAsk): void {
    waiting.push(question)
    isAsked.value = true
    question.shown()
  }
  function answer(tell: (question: PrivacyAsk) => void): void {
    const told = waiting
    waiting = []
    isAsked.value = false
    told.forEach(tell)
  }
  const listen = () => platform.whenPrivacyAsked(ask)
  const agree = (buttonId: string) => answer((question) => question.agree(buttonId))
  const refuse = () => answer((question) => question.refuse())

  return { isAsked, listen, agree, refuse }
})
