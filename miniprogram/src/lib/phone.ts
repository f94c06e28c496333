/** What WeChat's phone button answered: a code for the server, or why there is none. */
export interface PhoneDetail { code?: string; errno?: number; errMsg?: string }
export type NoPhone = 'refused' | 'spent' | 'away'
export type PhoneAnswer = { code: string } | { why: NoPhone }

/** The office has used up what WeChat lets it ask. */
const SPENT = 1400001
/** The person said no to WeChat's question about privacy. */
const PRIVATE = [103, 104]

export function readPhone({ code, errno = 0, errMsg = '' }: PhoneDetail): PhoneAnswer {
  if (code) return { code }
  if (errno === SPENT) return { why: 'spent' }
  return { why: PRIVATE.includes(errno) || /deny|cancel/i.test(errMsg) ? 'refused' : 'away' }
}
