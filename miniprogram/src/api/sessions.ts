import { call, callPlain } from './http'
import type { Account, Grant, Session } from './types'

export type Proof =
  | { wechat_code: string }
  | { username: string; password: string; otp?: string }
  | { guest: true }
  | { number: string; pin: string }

export const signIn = (proof: Proof) => callPlain<Session>('POST', '/api/sessions', { body: proof, device: true })
export const signOut = () => callPlain<void>('DELETE', '/api/sessions/current')
export const takeIdentity = (grant: Grant) =>
  call<{ account: Account }>('POST', '/api/sessions/identity', { body: grant })
/** The second factor of somebody whom WeChat let in; this session keeps it. */
export const proveFactor = (otp: string) => call<void>('POST', '/api/sessions/current/factor', { body: { otp } })
export const bind = (invitation: string, wechatCode: string) =>
  callPlain<Session>('POST', '/api/bindings', { body: { invitation, wechat_code: wechatCode }, device: true })
export const invite = (deputyId: string) =>
  call<{ invitation: string; expires_at: string }>('POST', '/api/invitations', { body: { deputy_id: deputyId } })
