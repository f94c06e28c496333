import { call } from './http'
import type { Resolved } from './types'

export const resolveCode = (code: string) => call<Resolved>('GET', `/api/codes/${encodeURIComponent(code)}`)
