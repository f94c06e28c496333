/** Choosing a place from lists, level by level; it begins in the county of last time, or where there are stations. */
import { computed, ref } from 'vue'
import { area as fetchArea } from '@/api/areas'
import { ApiError } from '@/api/http'
import { stations } from '@/api/stations'
import type { Area } from '@/api/types'
import { useLoad } from '@/lib/load'
import { above, countyOf } from '@/lib/place'
import { keep, kept } from '@/lib/storage'

export interface Chosen { code: string; name: string }

const KEPT = 'recent-place'
export const recentPlace = () => kept<Chosen>(KEPT)
export const rememberPlace = (place: Chosen) => keep(KEPT, place)

async function firstCounty(): Promise<string | null> {
  const last = recentPlace()
  if (last) return countyOf(last.code)
  const { items } = await stations({})
  return items[0] ? countyOf(items[0].area.code) : null
}

/** The nearest area above that there is; this one itself when it is the highest. */
async function fetchAbove(place: Area): Promise<Area> {
  for (const code of above(place.code)) {
    try {
      return await fetchArea(code)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    }
  }
  return place
}

/** `here.data` is the area whose parts may be chosen; null without an error: there is no station anywhere. */
export function usePlace() {
  const next = ref<() => Promise<Area | null>>(async () => {
    const county = await firstCounty()
    return county ? fetchArea(county) : null
  })
  const here = useLoad(() => next.value())
  const isAsked = ref(false)

  async function run(): Promise<void> {
    await here.run()
    isAsked.value = true
  }
  function open(code: string): Promise<void> {
    next.value = () => fetchArea(code)
    return run()
  }
  function up(): Promise<void> {
    const place = here.data.value
    if (place) next.value = () => fetchAbove(place)
    return run()
  }
  const isNowhere = computed(() => isAsked.value && here.data.value === null && here.error.value === null)
  return { here, isNowhere, run, open, up }
}
