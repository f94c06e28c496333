import { call } from './http'
import type { Deputy } from './types'

export const deputy = (id: string) => call<Deputy>('GET', `/api/deputies/${id}`)
