import { call } from './http'
import type { OwnBlock } from './types'

export const ownBlock = () => call<{ block: OwnBlock | null }>('GET', '/api/blocks/mine')
/** Once, and somebody else than who blocked reads it. */
export const appeal = (text: string) =>
  call<{ block: OwnBlock | null }>('POST', '/api/blocks/mine/appeal', { body: { text } })
