import { describe, expect, it } from 'vitest'
import { closeAccount, keepAccount, latestCopy, orderCopy } from '@/api/mydata'
import { sizeWords } from '@/lib/size'
import { answerWith, asked } from './uni'

describe('what is mine', () => {
  it('is packed and closed by the addresses that the server knows, closing only in so many words', async () => {
    const done = { statusCode: 200, data: { copy_now: null, due_at: null } }
    answerWith(done, done, done, done)
    await orderCopy()
    expect(await latestCopy()).toBeNull()
    await closeAccount()
    await keepAccount()
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/data-copies',
      'GET /api/data-copies/latest',
      'POST /api/accounts/me/closing',
      'POST /api/accounts/me/closing/undo',
    ])
    expect(asked[2]?.data).toEqual({ sure: true })
  })
  it('weighs what a person can picture', () => {
    expect([sizeWords(10), sizeWords(300 * 1024), sizeWords(5 * 1024 * 1024)]).toEqual(['1 KB', '300 KB', '5.0 MB'])
  })
})
