import { afterEach, describe, expect, it } from 'vitest'
import { ApiError, call, callPlain, errorFrom, failureFrom, useBearer, useFactorPage, useRenewal, withQuery } from '@/api/http'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

afterEach(() => {
  useBearer(null)
  useRenewal(() => Promise.resolve(null))
})

describe('errors', () => {
  it('the words of the server are shown as they are', () => {
    const error = errorFrom(422, { error: { code: 'message.too_short', text: '请至少写 5 个字', fields: { content: '太短' } } })
    expect(error).toMatchObject({ trouble: 'refused', code: 'message.too_short', text: '请至少写 5 个字', fields: { content: '太短' } })
  })

  it('a revoked code names the station that is still there', () => {
    const station = { id: 's1', name: '桂花社区代表联络站' }
    expect(errorFrom(410, { error: { code: 'code.revoked', text: '换了', station } }).station).toEqual(station)
  })

  it.each([500, 502, 503])('%i is our fault and says that nothing is lost', (status) => {
    expect(errorFrom(status, '<html>bad gateway</html>')).toMatchObject({ trouble: 'broken', text: zh.trouble.broken })
  })

  it('an answer without a body still has words', () => {
    expect(errorFrom(429, '').text).toBe(zh.trouble.byStatus[429])
    expect(errorFrom(418, null).text).toBe(zh.trouble.refused)
  })

  it('no answer means no net, a late one means slow', () => {
    expect(failureFrom('request:fail').trouble).toBe('offline')
    expect(failureFrom('request:fail timeout').trouble).toBe('slow')
    expect(failureFrom(undefined).text).toBe(zh.trouble.offline)
  })
})

describe('calls', () => {
  it('carry the bearer and the key of the wish', async () => {
    useBearer('token-1')
    answerWith({ statusCode: 201, data: { id: 'm' } })
    await call('POST', '/api/messages', { body: { content: 'x' }, key: 'key-1' })
    expect(asked[0]?.header).toMatchObject({ Authorization: 'Bearer token-1', 'Idempotency-Key': 'key-1' })
  })

  it('a refused token is renewed once and the call repeated', async () => {
    useBearer('old')
    useRenewal(() => {
      useBearer('new')
      return Promise.resolve('new')
    })
    answerWith({ statusCode: 401, data: {} }, { statusCode: 200, data: { ok: true } })
    await expect(call('GET', '/api/notices')).resolves.toEqual({ ok: true })
    expect(asked.map((one) => one.header.Authorization)).toEqual(['Bearer old', 'Bearer new'])
  })

  it('a head whom only WeChat knows is led to the second factor, and told why', async () => {
    let isAsked = false
    useFactorPage(() => (isAsked = true))
    answerWith({ statusCode: 403, data: { error: { code: 'session.factor', text: '再填一次' } } })
    await expect(call('POST', '/api/messages/1/identity')).rejects.toMatchObject({ text: '再填一次' })
    expect(isAsked).toBe(true)
  })

  it('a second refusal is told, not tried for ever', async () => {
    useBearer('old')
    useRenewal(() => Promise.resolve('new'))
    answerWith({ statusCode: 401, data: {} }, { statusCode: 401, data: {} }, { statusCode: 200, data: {} })
    await expect(call('GET', '/api/notices')).rejects.toMatchObject({ status: 401 })
    expect(asked).toHaveLength(2)
  })

  it('a wrong password does not start another sign-in', async () => {
    useBearer('old')
    useRenewal(() => Promise.reject(new Error('must not be asked')))
    answerWith({ statusCode: 401, data: { error: { code: 'session.wrong', text: '用户名或密码不对' } } })
    await expect(callPlain('POST', '/api/sessions')).rejects.toMatchObject({ text: '用户名或密码不对' })
  })

  it('a lost connection is an ApiError too', async () => {
    answerWith({ errMsg: 'request:fail' })
    await expect(call('GET', '/api/notices')).rejects.toBeInstanceOf(ApiError)
  })

  it('empty values stay out of the query, the rest is encoded', () => {
    expect(withQuery('/api/stations', { q: '桂花 &1', area: '', cursor: null, year: 2026 })).toBe(
      '/api/stations?q=%E6%A1%82%E8%8A%B1%20%261&year=2026',
    )
  })
})
