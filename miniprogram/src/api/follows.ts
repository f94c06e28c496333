import { call } from './http'
import type { Follow, Page } from './types'

/** `id` is the one under which the case was shown: before sending, or among what a station released. */
export const follow = (id: string) => call<Follow>('POST', `/api/messages/${id}/follow`, { body: {} })
export const unfollow = (id: string) => call<null>('POST', `/api/messages/${id}/unfollow`, { body: {} })
export const follows = () => call<Page<Follow>>('GET', '/api/follows')
export const followed = (id: string) => call<Follow>('GET', `/api/follows/${id}`)
