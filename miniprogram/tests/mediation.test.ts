import { describe, expect, it } from 'vitest'
import { answerMediation, revisitMediation } from '@/api/mediations'
import { isMediation, tidyNumber } from '@/lib/receipt'
import { answerWith, asked } from './uni'

describe('a mediation on the phone', () => {
  it('is found by a number with a nine before its day, and a letter by one without', () => {
    expect(tidyNumber('9261122 0001')).toBe('9261122-0001')
    expect([isMediation('9261122-0001'), isMediation('261122-0001')]).toEqual([true, false])
  })
  it('hears the own word and nothing else', async () => {
    answerWith({ statusCode: 200, data: {} }, { statusCode: 200, data: {} })
    await answerMediation('m1', { agrees: false, text: '太急了' })
    await revisitMediation('m1', { is_kept: true, text: '' })
    expect(asked.map((one) => [one.method, one.data])).toEqual([
      ['POST', { agrees: false, text: '太急了' }],
      ['POST', { is_kept: true, text: '' }],
    ])
  })
})
