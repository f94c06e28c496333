/** WeChat: its own login, scanner and subscribe prompt. */
import type { Platform, Recording } from './types'

type PrivacyAnswer = { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }

/** What WeChat tells when it stops listening. */
type Stopped = { tempFilePath: string; duration?: number }

/** Since base library 2.32.3; on older phones WeChat asks by itself. */
declare const wx: {
  onNeedPrivacyAuthorization?: (listener: (resolve: (answer: PrivacyAnswer) => void) => void) => void
  shareFileMessage?: (options: { filePath: string; fileName: string; success: () => void; fail: () => void }) => void
  openPrivacyContract?: (options: { fail: () => void }) => void
}

export const platform: Platform = {
  name: 'mp',
  origin: import.meta.env.VITE_API_ORIGIN ?? 'http://127.0.0.1:8000',
  login: () =>
    new Promise((resolve) => {
      uni.login({ provider: 'weixin', success: ({ code }) => resolve(code), fail: () => resolve(null) })
    }),
  hasScanner: true,
  scan: () =>
    new Promise((resolve) => {
      uni.scanCode({
        scanType: ['qrCode', 'wxCode'] as unknown as UniApp.ScanCodeOptions['scanType'],
        success: (answer) => resolve(answer.path || answer.result || null),
        fail: () => resolve(null),
      })
    }),
  where: () =>
    new Promise((resolve) => {
      uni.getLocation({
        type: 'gcj02',
        success: ({ latitude, longitude }) => resolve({ latitude, longitude, datum: 'gcj02' }),
        fail: () => resolve(null),
      })
    }),
  hasMap: true,
  choosePoint: () =>
    new Promise((resolve) => {
      uni.chooseLocation({
        success: ({ latitude, longitude, name, address }) =>
          resolve({ fix: { latitude, longitude, datum: 'gcj02' }, name: name || address || '' }),
        fail: () => resolve(null),
      })
    }),
  record: (most) =>
    new Promise((resolve) => {
      const manager = uni.getRecorderManager()
      const done = new Promise<Recording | null>((told) => {
        manager.onStop((answer: Stopped) => told({ path: answer.tempFilePath, seconds: Math.round((answer.duration ?? 0) / 1000) }))
        manager.onError(() => {
          told(null)
          resolve(null)
        })
      })
      manager.onStart(() => resolve({ stop: () => manager.stop(), done }))
      manager.start({ duration: most * 1000, format: 'mp3', sampleRate: 16000, numberOfChannels: 1, encodeBitRate: 48000 })
    }),
  blobOf: () => null,
  keepFile: (path, name) =>
    new Promise((resolve) => {
      if (!wx.shareFileMessage) return resolve(false)
      wx.shareFileMessage({ filePath: path, fileName: name, success: () => resolve(true), fail: () => resolve(false) })
    }),
  choosePictures: (most) =>
    new Promise((resolve) => {
      uni.chooseMedia({
        count: most,
        mediaType: ['image'],
        sizeType: ['compressed'],
        success: ({ tempFiles }) => resolve(tempFiles.map((file) => ({ path: file.tempFilePath }))),
        fail: () => resolve([]),
      })
    }),
  canSubscribe: true,
  subscribe: (templateIds) =>
    new Promise((resolve) => {
      uni.requestSubscribeMessage({
        tmplIds: templateIds,
        success: (answer) => resolve(answer as unknown as Record<string, string>),
        fail: () => resolve({}),
      })
    }),
  showLook: () => undefined,
  showTitle: () => undefined,
  statusBar: () => uni.getWindowInfo().statusBarHeight ?? 0,
  whenPrivacyAsked: (ask) => {
    wx.onNeedPrivacyAuthorization?.((resolve) =>
      ask({
        shown: () => resolve({ event: 'exposureAuthorization' }),
        agree: (buttonId) => resolve({ event: 'agree', buttonId }),
        refuse: () => resolve({ event: 'disagree' }),
      }),
    )
  },
  openPrivacyText: () => wx.openPrivacyContract?.({ fail: () => undefined }),
  people: () => [],
}
