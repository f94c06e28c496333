import { describe, expect, it } from 'vitest'
import { reportCode } from '@/api/codes'
import { useKeptWords } from '@/lib/kept'
import { kept } from '@/lib/storage'
import { MOST_WORDS, noteOf, TROUBLES } from '@/lib/trouble'
import { zh } from '@/words/zh'
import { answerWith, asked } from './uni'

const SERVER_KEEPS = 200

describe('saying that a code hangs badly', () => {
  it('is one tap, with words only if one likes', () => {
    expect(noteOf('damaged', '  ')).toBe(zh.report.troubles.damaged)
    expect(noteOf('misplaced', ' 三单元门口那个 ')).toBe(`${zh.report.troubles.misplaced}。三单元门口那个`)
  })
  it('is never too long for the server', () => {
    const lengths = TROUBLES.map((trouble) => noteOf(trouble, '码'.repeat(MOST_WORDS)).length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(SERVER_KEEPS)
    expect(lengths).toHaveLength(4)
  })
  it('goes to the code itself, without a session', async () => {
    answerWith({ statusCode: 204, data: '' })
    await reportCode('s1.abc', '破了')
    expect(asked[0]).toMatchObject({ url: '/api/codes/s1.abc/reports', method: 'POST', data: { note: '破了' } })
    expect(asked[0]?.header).not.toHaveProperty('Authorization')
  })
})

describe('words being written', () => {
  it('are there again after the page was closed, each under its own name', () => {
    useKeptWords('report-s1.abc').value = '雨淋花了'
    expect([useKeptWords('report-s1.abc').value, useKeptWords('report-s1.other').value]).toEqual(['雨淋花了', ''])
  })
  it('leave nothing behind when they are sent', () => {
    const words = useKeptWords('appeal')
    words.value = '不是我写的'
    words.value = ''
    expect(kept('appeal')).toBeNull()
  })
})
