import { describe, expect, it } from 'vitest'
import { follow, followed, follows, unfollow } from '@/api/follows'
import { PATHS } from '@/lib/go'
import pages from '@/pages.json'
import { answerWith, asked } from './uni'

describe('what somebody else wrote and I met too', () => {
  it('is followed, looked at and left by the addresses that the server knows', async () => {
    const done = { statusCode: 200, data: { items: [] } }
    answerWith(done, done, done, { statusCode: 204, data: '' })
    await follow('m1')
    await follows()
    await followed('m1')
    await unfollow('m1')
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/messages/m1/follow',
      'GET /api/follows',
      'GET /api/follows/m1',
      'POST /api/messages/m1/unfollow',
    ])
  })
})

describe('every page that is gone to', () => {
  it('is a page of the program', () => {
    const known = [
      ...pages.pages.map(({ path }) => `/${path}`),
      ...pages.subPackages.flatMap(({ root, pages: inner }) => inner.map(({ path }) => `/${root}/${path}`)),
    ]
    expect(known).toEqual(expect.arrayContaining(Object.values(PATHS)))
  })
})
