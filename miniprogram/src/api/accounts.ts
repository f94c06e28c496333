import { call } from './http'

/** The caller's own name and phone, unmasked; both may stay empty. */
export interface Identity { name: string | null; phone: string | null }

export const ownIdentity = () => call<Identity>('GET', '/api/accounts/me')
export const saveIdentity = (identity: Partial<Identity>) =>
  call<Identity>('PUT', '/api/accounts/me', { body: identity })
