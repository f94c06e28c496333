import { call, callSandbox } from './http'
import type { Client } from './types'

let known: Promise<Client> | null = null

/** What this installation offers; asked once, again after a failure. */
export function client(): Promise<Client> {
  known ??= call<Client>('GET', '/api/client').catch((error: unknown) => {
    known = null
    throw error
  })
  return known
}

/** With the demo loaded: what wx.login would give this person of the sandbox. */
export async function sandboxLogin(sandboxUrl: string, openid: string): Promise<string> {
  const { code } = await callSandbox<{ code: string }>(`${sandboxUrl}/__sandbox__/login`, { openid })
  return code
}

/** With the demo loaded: the person's yes to the subscribe prompt, which WeChat would show. */
export const sandboxAccept = (sandboxUrl: string, openid: string, templateId: string) =>
  callSandbox<unknown>(`${sandboxUrl}/__sandbox__/accept`, { openid, template_id: templateId, status: 'accept' })

/** With the demo loaded: what WeChat's phone button would give this person. */
export async function sandboxPhone(sandboxUrl: string, openid: string): Promise<string> {
  const { code } = await callSandbox<{ code: string }>(`${sandboxUrl}/__sandbox__/phone`, { openid })
  return code
}
