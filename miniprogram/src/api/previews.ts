import { call } from './http'
import type { NewMessage, Preview } from './types'

/** What to know before sending. Nothing is stored; whoever asks goes on without an answer. */
export const preview = (message: Pick<NewMessage, 'code' | 'station_id' | 'content' | 'place'>) =>
  call<Preview>('POST', '/api/messages/preview', { body: message, timeoutMs: 4_000 })
