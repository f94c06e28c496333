import { call } from './http'
import type { Message, MessagePage, NewMessage, ResultClass } from './types'

export const sendMessage = (message: NewMessage, key: string) =>
  call<Message>('POST', '/api/messages', { body: message, key, timeoutMs: 30_000 })
export const message = (id: string) => call<Message>('GET', `/api/messages/${id}`)
export const messages = (query: { box: 'mine' | 'inbox'; status?: string; q?: string; cursor?: string | null }) =>
  call<MessagePage>('GET', '/api/messages', { query })

export const accept = (id: string) => call<Message>('POST', `/api/messages/${id}/accept`, { body: {} })
export const reply = (id: string, body: { text: string; result?: ResultClass; upload_ids?: string[] }) =>
  call<Message>('POST', `/api/messages/${id}/reply`, { body })
export const rate = (id: string, body: { reply: 1 | 2 | 3; solved: boolean; text?: string }) =>
  call<Message>('POST', `/api/messages/${id}/rate`, { body })
export const revealIdentity = (id: string, reason: string) =>
  call<{ name: string | null; phone: string | null }>('POST', `/api/messages/${id}/identity`, { body: { reason } })
