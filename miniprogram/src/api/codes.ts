import { call } from './http'
import type { Resolved } from './types'

const at = (code: string) => `/api/codes/${encodeURIComponent(code)}`

export const resolveCode = (code: string) => call<Resolved>('GET', at(code))
/** Its station goes and looks; only the staff reads the note. */
export const reportCode = (code: string, note: string) => call<void>('POST', `${at(code)}/reports`, { body: { note } })
