import { call } from './http'
import type { Area } from './types'

export const area = (code: string) => call<Area>('GET', `/api/areas/${code}`)
