/** Whom the words are for: by the code that was scanned, or by the station that was found. */
import { resolveCode } from '@/api/codes'
import { station as fetchStation } from '@/api/stations'
import type { DeputyCard, Named, Station } from '@/api/types'

export interface Target {
  code: string | null
  station: Named
  deputy: Named | null
  deputies: DeputyCard[]
  /** Set when the station takes no letters now. */
  closed: { instead: Named | null } | null
}

function chosen(deputies: DeputyCard[], wanted: string | undefined, own: DeputyCard | null): Named | null {
  const one = deputies.find(({ id }) => id === wanted) ?? own
  return one ? { id: one.id, name: one.name } : null
}

const closedOf = ({ is_open, instead }: Station) => (is_open ? null : { instead })

export async function findTarget(asked: { code?: string; station?: string; deputy?: string }): Promise<Target> {
  if (asked.code) {
    const { station, deputies, deputy } = await resolveCode(asked.code)
    const own = asked.deputy ? null : deputy
    return { code: asked.code, station: { id: station.id, name: station.name }, deputy: chosen(deputies, asked.deputy, own), deputies, closed: closedOf(station) }
  }
  const found = await fetchStation(asked.station ?? '')
  const { id, name, deputies } = found
  return { code: null, station: { id, name }, deputy: chosen(deputies, asked.deputy, null), deputies, closed: closedOf(found) }
}
