import { call } from './http'
import type { Feedback, Page } from './types'

export const sayFeedback = (body: { page: string; version: string; text: string; station_id?: string }) =>
  call<Feedback>('POST', '/api/feedback', { body })
export const ownFeedback = () => call<Page<Feedback>>('GET', '/api/feedback')
