import { beforeEach, describe, expect, it, vi } from 'vitest'
import { platform } from '#platform'
import { chooseNotices, noticeChoices } from '@/api/notices'
import type { Client } from '@/api/types'
import { askable, askToTell, MOST_AT_ONCE } from '@/lib/prompt'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

const offer = (change: Partial<Client> = {}): Client => ({
  demo: false,
  templates: { reply: 'id-reply', progress: 'id-progress', digest: 'id-digest', urgent: 'id-urgent' },
  sandbox_url: null,
  people: [],
  ...change,
})
const counted = { statusCode: 200, data: { remaining: { reply: 1 } } }

/** The phone of WeChat, which answers its prompt like this. */
function says(answers: Record<string, string>) {
  const prompt = vi.fn(() => Promise.resolve(answers))
  vi.spyOn(platform, 'canSubscribe', 'get').mockReturnValue(true)
  vi.spyOn(platform, 'subscribe').mockImplementation(prompt)
  return prompt
}

beforeEach(() => {
  vi.restoreAllMocks()
  Object.defineProperty(platform, 'canSubscribe', { configurable: true, get: () => false })
})

describe('may we tell you', () => {
  it('asks for what there is, three at most, and not where nobody can be asked', () => {
    expect(askable(offer(), ['reply'], 'o1')).toEqual([])
    expect(askable(offer({ sandbox_url: 'http://127.0.0.1:1' }), ['reply'], 'o1')).toEqual(['reply'])
    says({})
    expect(askable(offer(), ['reply', 'progress', 'digest', 'urgent'], null)).toHaveLength(MOST_AT_ONCE)
    expect(askable(offer({ templates: { reply: 'x' } }), ['digest', 'reply'], null)).toEqual(['reply'])
    expect(askable(null, ['reply'], null)).toEqual([])
  })

  it('tells the server each answer under our own name, once', async () => {
    const prompt = says({ errMsg: 'requestSubscribeMessage:ok', 'id-reply': 'acceptWithAlert', 'id-progress': 'reject' })
    answerWith(counted)
    expect(await askToTell(offer(), ['reply', 'progress'], null)).toBe(true)
    expect(prompt).toHaveBeenCalledWith(['id-reply', 'id-progress'])
    expect(asked[0]).toMatchObject({
      url: '/api/notices/consents',
      method: 'POST',
      data: { answers: { reply: 'acceptWithAlert', progress: 'reject' } },
    })
    expect(asked[0]?.header['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
  })

  it('a lost report is sent again under the same key, and hinders nobody when it is lost again', async () => {
    says({ 'id-reply': 'accept' })
    expect(await askToTell(offer(), ['reply'], null)).toBe(true)
    expect(asked).toHaveLength(2)
    expect(asked[1]?.header['Idempotency-Key']).toBe(asked[0]?.header['Idempotency-Key'])
  })

  it.each([
    [{ 'id-reply': 'reject' }, 1],
    [{ 'id-reply': 'ban' }, 1],
    [{}, 0],
  ])('a no is a no: %j', async (answers, reports) => {
    says(answers)
    answerWith(counted)
    expect(await askToTell(offer(), ['reply'], null)).toBe(false)
    expect(asked).toHaveLength(reports)
  })

  it('in the browser of the demo the sandbox is told', async () => {
    answerWith({ statusCode: 200, data: {} })
    expect(await askToTell(offer({ sandbox_url: 'http://127.0.0.1:1' }), ['reply'], 'o1')).toBe(true)
    expect(asked[0]).toMatchObject({ data: { openid: 'o1', template_id: 'id-reply', status: 'accept' } })
  })
})

describe('what one is told', () => {
  it('is asked and changed switch by switch', async () => {
    const stands = { choices: [{ key: 'night', is_on: true }], remaining: {} }
    answerWith({ statusCode: 200, data: stands }, { statusCode: 200, data: stands })
    await noticeChoices()
    await chooseNotices({ night: true })
    expect(asked.map(({ method, url, data }) => [method, url, data])).toEqual([
      ['GET', '/api/notices/choices', undefined],
      ['PUT', '/api/notices/choices', { choices: { night: true } }],
    ])
  })

  it('every switch has a name and a line that explains it', () => {
    expect(Object.keys(zh.choices.names)).toEqual(Object.keys(zh.choices.whys))
    expect(zh.choices.left(0)).not.toContain('0')
  })
})
