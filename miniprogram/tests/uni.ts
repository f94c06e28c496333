/** A small `uni` for the logic under test: storage in memory, requests answered by the test. */
import { beforeEach, vi } from 'vitest'

export interface Asked { url: string; method: string; data?: unknown; header: Record<string, string> }
type Answer = { statusCode: number; data: unknown } | { errMsg: string }

const storage = new Map<string, unknown>()
export const asked: Asked[] = []
let answers: Answer[] = []

/** What the next requests meet, in order. */
export function answerWith(...next: Answer[]): void {
  answers = next
}

interface Options extends Asked {
  success: (answer: { statusCode: number; data: unknown }) => void
  fail: (failure: { errMsg: string }) => void
}

function respond({ success, fail, ...rest }: Options): void {
  asked.push(rest)
  const answer = answers.shift() ?? { errMsg: 'request:fail' }
  if ('statusCode' in answer) success(answer)
  else fail(answer)
}

vi.stubGlobal('uni', {
  getStorageSync: (name: string) => storage.get(name) ?? '',
  setStorageSync: (name: string, value: unknown) => storage.set(name, value),
  removeStorageSync: (name: string) => storage.delete(name),
  request: respond,
  uploadFile: respond,
  reLaunch: vi.fn(),
  navigateTo: vi.fn(),
  redirectTo: vi.fn(),
  pageScrollTo: vi.fn(),
})

beforeEach(() => {
  storage.clear()
  asked.length = 0
  answers = []
})
