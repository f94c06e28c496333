/** Whom the words are for: by the code that was scanned, or by the station that was found. */
import { resolveCode } from '@/api/codes'
import { station as fetchStation } from '@/api/stations'
import type { DeputyCard, Named } from '@/api/types'

export interface Target { code: string | null; station: Named; deputy: Named | null; deputies: DeputyCard[] }

function chosen(deputies: DeputyCard[], wanted: string | undefined, own: DeputyCard | null): Named | null {
  const one = deputies.find(({ id }) => id === wanted) ?? own
  return one ? { id: one.id, name: one.name } : null
}

export async function findTarget(asked: { code?: string; station?: string; deputy?: string }): Promise<Target> {
  if (asked.code) {
    const { station, deputies, deputy } = await resolveCode(asked.code)
    const own = asked.deputy ? null : deputy
    return { code: asked.code, station: { id: station.id, name: station.name }, deputy: chosen(deputies, asked.deputy, own), deputies }
  }
  const { id, name, deputies } = await fetchStation(asked.station ?? '')
  return { code: null, station: { id, name }, deputy: chosen(deputies, asked.deputy, null), deputies }
}
