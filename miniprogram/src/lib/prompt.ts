/** May we tell you? WeChat's own prompt, straight from a tap; the answers go to the server, which counts the yeses. */
import { platform } from '#platform'
import { sandboxAccept } from '@/api/client'
import { tellAnswers } from '@/api/notices'
import type { Client, TemplateName } from '@/api/types'
import { newKey } from './key'

/** Older phones take no more in one prompt. */
export const MOST_AT_ONCE = 3

/** Of these, what this place has, and only where somebody can be asked. */
export function askable(offer: Client | null, names: TemplateName[], openid: string | null): TemplateName[] {
  const asks = platform.canSubscribe || Boolean(offer?.sandbox_url && openid)
  return asks ? names.filter((name) => offer?.templates[name]).slice(0, MOST_AT_ONCE) : []
}

async function report(answers: Partial<Record<TemplateName, string>>): Promise<void> {
  const key = newKey()
  if (Object.keys(answers).length === 0) return
  // WeChat tells the server of the same answers; a second try is enough
  await tellAnswers(answers, key).catch(() => tellAnswers(answers, key)).catch(() => undefined)
}

/** Whether the person said yes to at least one. The demo's browser answers it at the sandbox. */
export async function askToTell(offer: Client, names: TemplateName[], openid: string | null): Promise<boolean> {
  const ids = names.map((name) => offer.templates[name]).filter((id): id is string => Boolean(id))
  if (!platform.canSubscribe) {
    if (!offer.sandbox_url || !openid) return false
    const url = offer.sandbox_url
    return Promise.all(ids.map((id) => sandboxAccept(url, openid, id))).then(() => ids.length > 0, () => false)
  }
  const said = await platform.subscribe(ids)
  const answers = Object.fromEntries(
    names.flatMap((name) => {
      const answer = said[offer.templates[name] ?? '']
      return answer ? [[name, answer]] : []
    }),
  )
  await report(answers)
  return Object.values(answers).some((answer) => answer.startsWith('accept'))
}
