/** The browser: no WeChat; pictures and codes come through what a web page may use. */
import type { Fix } from '@/lib/place'
import { blobOf, record } from './recorder'
import type { Platform } from './types'

/** How long a phone may look for itself. */
const WAIT_MS = 10_000

function setData(name: 'theme' | 'text', value: string | null): void {
  const { dataset } = document.documentElement
  if (value === null) delete dataset[name]
  else dataset[name] = value
}

function where(): Promise<Fix | null> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null)
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => resolve({ latitude, longitude, datum: 'wgs84' }),
      () => resolve(null),
      { timeout: WAIT_MS, maximumAge: 60_000 },
    )
  })
}

export const platform: Platform = {
  name: 'h5',
  origin: '',
  login: () => Promise.resolve(null),
  hasScanner: false,
  scan: () => Promise.resolve(null),
  where,
  hasMap: false,
  choosePoint: async () => {
    const fix = await where()
    return fix && { fix, name: '' }
  },
  keepFile: (path, name) => {
    const link = document.createElement('a')
    link.href = path
    link.download = name
    link.click()
    return Promise.resolve(true)
  },
  record,
  blobOf,
  choosePictures: (most) =>
    new Promise((resolve) => {
      uni.chooseImage({
        count: most,
        sizeType: ['compressed'],
        success: ({ tempFilePaths }) => resolve([tempFilePaths].flat().slice(0, most).map((path) => ({ path }))),
        fail: () => resolve([]),
      })
    }),
  canSubscribe: false,
  subscribe: () => Promise.resolve({}),
  showLook: ({ theme, large }) => {
    setData('theme', theme === 'auto' ? null : theme)
    setData('text', large ? 'large' : null)
  },
  showTitle: (title) => {
    document.title = title
  },
  statusBar: () => 0,
  whenPrivacyAsked: () => undefined,
  openPrivacyText: () => undefined,
  people: (client) => (client.demo && client.sandbox_url ? client.people : []),
}
