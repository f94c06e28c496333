import type { Named } from '@/api/types'
import { keep, kept } from '@/lib/storage'

/** The station a person was at last, for the day they come without a code. */
export interface Recent extends Named { code: string | null; phone: string | null }

export const recentStation = () => kept<Recent>('recent-station')
export const rememberStation = (station: Recent) => keep('recent-station', station)
