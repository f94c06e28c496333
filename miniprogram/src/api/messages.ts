import { call } from './http'
import type { Message, MessagePage, NewMessage, Page, Reason, ResultClass, Visibility } from './types'

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
/** The author shows it to fewer people; it is never opened again. */
export const narrow = (id: string, visibility: Visibility) =>
  call<Message>('POST', `/api/messages/${id}/visibility`, { body: { visibility } })

const turn = (id: string, verb: string, body: object) => call<Message>('POST', `/api/messages/${id}/${verb}`, { body })
export const ask = (id: string, text: string) => turn(id, 'ask', { text })
export const supplement = (id: string, body: { text: string; upload_ids?: string[] }) => turn(id, 'supplement', body)
export const restore = (id: string, body: { text: string; upload_ids?: string[] }) => turn(id, 'restore', body)
export const withdraw = (id: string, reason: string) => turn(id, 'withdraw', { reason })
export const appeal = (id: string, text: string) => turn(id, 'appeal', { text })
export const revisit = (id: string, isWell: boolean, text: string) => turn(id, 'revisit', { is_well: isWell, text })
export const progress = (id: string, text: string) => turn(id, 'progress', { text })
export const reject = (id: string, reason: Reason, text: string) => turn(id, 'reject', { reason, text })
/** To whom it may go: up to three who know what it is about come first, with why. */
export const forwardTo = (id: string) =>
  call<Page<{ id: string; name: string; title: string; because: string[] }>>('GET', `/api/messages/${id}/deputies`)
export const forward = (id: string, body: { deputy_id: string; text: string }) => turn(id, 'forward', body)
export const askSupervision = (id: string, text: string) =>
  call<undefined>('POST', `/api/messages/${id}/supervisions/ask`, { body: { text } })
export const approve = (id: string) => turn(id, 'reject/approve', {})
export const sendBack = (id: string, text: string) => turn(id, 'reject/send-back', { text })
