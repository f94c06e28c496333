import { call, download } from './http'
import type { Closing, DataCopy } from './types'

export const orderCopy = () => call<DataCopy>('POST', '/api/data-copies', { body: {} })
export const latestCopy = async () => (await call<{ copy_now: DataCopy | null }>('GET', '/api/data-copies/latest')).copy_now
export const fetchCopy = (id: string) => download(`/api/data-copies/${id}/file`)

const CLOSING = '/api/accounts/me/closing'
export const closing = () => call<Closing>('GET', CLOSING)
export const closeAccount = () => call<Closing>('POST', CLOSING, { body: { sure: true } })
export const keepAccount = () => call<Closing>('POST', `${CLOSING}/undo`, { body: {} })
