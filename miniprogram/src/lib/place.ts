/** Places as codes and as points: the levels of the statistical code, and where the phone is on a Chinese map. */
export type AreaLevel = 'province' | 'city' | 'county' | 'town' | 'village'

const LENGTHS: [AreaLevel, number][] = [
  ['province', 2],
  ['city', 4],
  ['county', 6],
  ['town', 9],
  ['village', 12],
]
const FULL = 12

/** 330111001000 is a town: the level whose digits are the last that are not all zeros. */
export function levelOf(code: string): AreaLevel {
  const full = code.padEnd(FULL, '0')
  return LENGTHS.find(([, length]) => /^0*$/.test(full.slice(length)))?.[0] ?? 'village'
}

/** The areas that hold this one, the nearest first; not all of them need exist (a municipality has no cities). */
export function above(code: string): string[] {
  const own = LENGTHS.findIndex(([level]) => level === levelOf(code))
  return LENGTHS.slice(0, own)
    .map(([, length]) => code.slice(0, length))
    .reverse()
}

export const countyOf = (code: string) => code.slice(0, 6)

export interface Point { latitude: number; longitude: number }
/** What the phone says of where it is; browsers speak WGS-84, WeChat is asked for GCJ-02. */
export interface Fix extends Point { datum: 'wgs84' | 'gcj02' }

const AXIS = 6378245
const FLAT = 0.006693421622965943
const { PI, abs, cos, sin, sqrt } = Math

const wave = (at: number, ...parts: [number, number][]) =>
  (parts.reduce((sum, [height, length]) => sum + height * sin((at / length) * PI), 0) * 2) / 3

/** How far Chinese maps stand off, in the flat: metres, more or less. */
function offset({ latitude, longitude }: Point): { north: number; east: number } {
  const [x, y] = [longitude - 105, latitude - 35]
  const both = wave(x, [20, 1 / 6], [20, 1 / 2])
  return {
    north: -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + both
      + wave(y, [20, 1], [40, 3]) + wave(y, [160, 12], [320, 30]),
    east: 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + both
      + wave(x, [20, 1], [40, 3]) + wave(x, [150, 12], [300, 30]),
  }
}

const isInChina = ({ latitude, longitude }: Point) => latitude > 0.8 && latitude < 55.9 && longitude > 72 && longitude < 137.9

/** The same spot as Chinese maps draw it: some hundred metres off the satellite's word. */
export function onChineseMap(fix: Fix): Point {
  if (fix.datum === 'gcj02' || !isInChina(fix)) return fix
  const lat = (fix.latitude / 180) * PI
  const round = 1 - FLAT * sin(lat) ** 2
  const { north, east } = offset(fix)
  return {
    latitude: fix.latitude + (north * 180) / (((AXIS * (1 - FLAT)) / (round * sqrt(round))) * PI),
    longitude: fix.longitude + (east * 180) / ((AXIS / sqrt(round)) * cos(lat) * PI),
  }
}

/** As the server is asked: to a hundred metres, which is enough to know what is near and not enough for a door. */
export function nearOf(fix: Fix): string {
  const { latitude, longitude } = onChineseMap(fix)
  return `${latitude.toFixed(3)},${longitude.toFixed(3)}`
}
