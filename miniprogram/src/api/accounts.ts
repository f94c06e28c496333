import { call } from './http'

/** The caller's own name and phone, unmasked; both may stay empty. */
export interface Identity { name: string | null; phone: string | null }

export const ownIdentity = () => call<Identity>('GET', '/api/accounts/me')
export const saveIdentity = (identity: Partial<Identity>) =>
  call<Identity>('PUT', '/api/accounts/me', { body: identity })
/** What WeChat's phone button gave: the server asks WeChat for the number and keeps it. */
export const givePhone = (code: string) => call<Identity>('POST', '/api/accounts/me/phone', { body: { code } })
