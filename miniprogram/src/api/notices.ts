import { call } from './http'
import type { NoticeItem, NoticePage } from './types'

export const notices = (cursor?: string | null) => call<NoticePage>('GET', '/api/notices', { query: { cursor } })
export const readNotice = (id: string) => call<NoticeItem>('POST', `/api/notices/${id}/read`, { body: {} })
