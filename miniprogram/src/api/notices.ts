import { call } from './http'
import type { ChoiceKey, NoticeChoices, NoticeItem, NoticePage, TemplateName } from './types'

export const notices = (cursor?: string | null) => call<NoticePage>('GET', '/api/notices', { query: { cursor } })
export const readNotice = (id: string) => call<NoticeItem>('POST', `/api/notices/${id}/read`, { body: {} })

export const noticeChoices = () => call<NoticeChoices>('GET', '/api/notices/choices')
/** What is not named stays as it is. */
export const chooseNotices = (choices: Partial<Record<ChoiceKey, boolean>>) =>
  call<NoticeChoices>('PUT', '/api/notices/choices', { body: { choices } })
/** How WeChat's prompt was answered: each yes is one message. */
export const tellAnswers = (answers: Partial<Record<TemplateName, string>>, key: string) =>
  call<Pick<NoticeChoices, 'remaining'>>('POST', '/api/notices/consents', { body: { answers }, key })
