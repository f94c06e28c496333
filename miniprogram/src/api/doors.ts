import { call } from './http'

/** A console that waits to be signed in. */
export interface Door {
  name: string
  device: string
  address: string
  shown_at: string
  expires_at: string
}

const MARK = 'w1.'

/** What a console's door shows begins like this; a code on a wall never does. */
export const isDoor = (code: string) => code.startsWith(MARK)

export const lookAtDoor = (code: string) => call<Door>('POST', '/api/doors/look', { body: { code } })
export const answerDoor = (code: string, yes: boolean) =>
  call<void>('POST', '/api/doors/answer', { body: { code, is_confirmed: yes } })
