/** The platform of the tests: no WeChat, nothing chosen, nothing shown. */
import type { Platform } from '@/platform/types'

export const platform: Platform = {
  name: 'h5',
  origin: '',
  login: () => Promise.resolve(null),
  hasScanner: false,
  scan: () => Promise.resolve(null),
  where: () => Promise.resolve(null),
  hasMap: false,
  choosePoint: () => Promise.resolve(null),
  record: () => Promise.resolve(null),
  blobOf: () => null,
  keepFile: () => Promise.resolve(true),
  choosePictures: () => Promise.resolve([{ path: 'blob:one' }, { path: 'blob:two' }]),
  canSubscribe: false,
  subscribe: () => Promise.resolve({}),
  showLook: () => undefined,
  showTitle: () => undefined,
  statusBar: () => 0,
  whenPrivacyAsked: () => undefined,
  openPrivacyText: () => undefined,
  people: () => [],
}
