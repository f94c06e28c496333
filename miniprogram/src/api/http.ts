/** The only door to the server: time limits, the bearer, keys of repeated sends, and errors a person can read. */
import { platform } from '#platform'
import { deviceMark } from '@/lib/device'
import { zh } from '@/words/zh'

export type Trouble = 'offline' | 'slow' | 'refused' | 'broken'

interface ErrorBody {
  error?: { code?: string; text?: string; fields?: Record<string, string>; station?: { id: string; name: string } }
}

/** What went wrong. `text` may be shown as it is; `status` is 0 when no answer came. */
export class ApiError extends Error {
  constructor(
    readonly trouble: Trouble,
    readonly status: number,
    readonly code: string,
    readonly text: string,
    readonly fields: Record<string, string> = {},
    readonly station: { id: string; name: string } | null = null,
  ) {
    super(`${code} (${status})`)
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export interface CallOptions {
  body?: object
  query?: Record<string, string | number | null | undefined>
  key?: string
  device?: boolean
  timeoutMs?: number
}

const TIMEOUT_MS = 15_000
const UPLOAD_TIMEOUT_MS = 60_000
const ORIGIN = platform.origin

let bearer: string | null = null
let askFactor: (() => void) | null = null
let renew: (() => Promise<string | null>) | null = null

/** The session store tells whose calls these are, and how to get a new token when the old one is refused. */
export function useBearer(token: string | null): void {
  bearer = token
}
export function useRenewal(how: () => Promise<string | null>): void {
  renew = how
}

/** Where a head whom only WeChat knows fills in the second factor; what was being done waits on its page. */
export function useFactorPage(open: () => void): void {
  askFactor = open
}

export function withQuery(path: string, query: CallOptions['query'] = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path
}

/** Pictures come as paths on our own server; WeChat needs the whole address. */
export function fileUrl(url: string): string {
  return /^https?:/.test(url) ? url : ORIGIN + url
}

function parsed(data: unknown): ErrorBody {
  if (typeof data !== 'string') return (data ?? {}) as ErrorBody
  try {
    return JSON.parse(data) as ErrorBody
  } catch {
    return {}
  }
}

function fallbackText(status: number): string {
  return status >= 500 ? zh.trouble.broken : (zh.trouble.byStatus[status] ?? zh.trouble.refused)
}

export function errorFrom(status: number, data: unknown): ApiError {
  const { code = `http.${status}`, text = fallbackText(status), fields, station = null } = parsed(data).error ?? {}
  return new ApiError(status >= 500 ? 'broken' : 'refused', status, code, text, fields ?? {}, station)
}

export function failureFrom(errMsg: string | undefined): ApiError {
  const slow = /timeout/i.test(errMsg ?? '')
  return slow
    ? new ApiError('slow', 0, 'net.slow', zh.trouble.slow)
    : new ApiError('offline', 0, 'net.offline', zh.trouble.offline)
}

function headers(key?: string, device = false): Record<string, string> {
  const all: Record<string, string> = { Accept: 'application/json' }
  if (bearer) all['Authorization'] = `Bearer ${bearer}`
  if (key) all['Idempotency-Key'] = key
  if (device) all['X-Device'] = deviceMark()
  return all
}

function once<T>(method: Method, path: string, options: CallOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: ORIGIN + withQuery(path, options.query),
      method,
      data: options.body,
      header: { ...headers(options.key, options.device), ...(options.body ? { 'Content-Type': 'application/json' } : {}) },
      timeout: options.timeoutMs ?? TIMEOUT_MS,
      success: ({ statusCode, data }) =>
        statusCode >= 200 && statusCode < 300 ? resolve(data as T) : reject(errorFrom(statusCode, data)),
      fail: ({ errMsg }) => reject(failureFrom(errMsg)),
    })
  })
}

function askWhereNeeded(error: unknown): void {
  if (error instanceof ApiError && error.code === 'session.factor') askFactor?.()
}

/** A refused token is renewed once, silently; everything else is told to the caller as an ApiError. */
async function renewing<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    askWhereNeeded(error)
    const refused = error instanceof ApiError && error.status === 401 && bearer !== null
    const token = refused && renew ? await renew() : null
    if (!token) throw error
    return attempt()
  }
}

export function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  return renewing(() => once<T>(method, path, options))
}

/** For the one call that makes sessions: a refusal there must not start another sign-in. */
export function callPlain<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  return once<T>(method, path, options)
}

function uploadOnce<T>(path: string, filePath: string, onProgress: (percent: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const task = uni.uploadFile({
      url: ORIGIN + path,
      filePath,
      file: (platform.blobOf(filePath) ?? undefined) as File | undefined,
      name: 'file',
      header: headers(),
      timeout: UPLOAD_TIMEOUT_MS,
      success: ({ statusCode, data }) =>
        statusCode >= 200 && statusCode < 300
          ? resolve(JSON.parse(data) as T)
          : reject(errorFrom(statusCode, data)),
      fail: ({ errMsg }) => reject(failureFrom(errMsg)),
    })
    task?.onProgressUpdate?.(({ progress }) => onProgress(progress))
  })
}

export function upload<T>(path: string, filePath: string, onProgress: (percent: number) => void): Promise<T> {
  return renewing(() => uploadOnce<T>(path, filePath, onProgress))
}

function downloadOnce(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    uni.downloadFile({
      url: ORIGIN + path,
      header: headers(),
      timeout: UPLOAD_TIMEOUT_MS,
      success: ({ statusCode, tempFilePath }) =>
        statusCode === 200 ? resolve(tempFilePath) : reject(errorFrom(statusCode, null)),
      fail: ({ errMsg }) => reject(failureFrom(errMsg)),
    })
  })
}

/** A file of one's own, fetched with one's own session; answers where the phone put it. */
export const download = (path: string) => renewing(() => downloadOnce(path))

/** A plain address outside our own API: the sandbox of the demo, which plays WeChat. */
export function callSandbox<T>(url: string, body: object): Promise<T> {
  return new Promise((resolve, reject) => {
    uni.request({
      url,
      method: 'POST',
      data: body,
      header: { 'Content-Type': 'application/json' },
      timeout: TIMEOUT_MS,
      success: ({ statusCode, data }) =>
        statusCode >= 200 && statusCode < 300 ? resolve(data as T) : reject(errorFrom(statusCode, data)),
      fail: ({ errMsg }) => reject(failureFrom(errMsg)),
    })
  })
}
