import { call } from './http'
import type { Points } from './types'

/** The own points of this year. Where they are off there is no such address (404). */
export const ownPoints = () => call<Points>('GET', '/api/points')
