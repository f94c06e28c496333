import { describe, expect, it } from 'vitest'
import { answerDoor, isDoor, lookAtDoor } from '@/api/doors'
import { codeFromText } from '@/lib/scene'
import { answerWith, asked } from './uni'

const CODE = `w1.${'Ab_-'.repeat(8)}`

describe('the code on the door of the console', () => {
  it('is read from what the camera saw, and is no code of a wall', () => {
    const read = codeFromText(`https://example.cn/c/${CODE}`)
    expect(read).toBe(CODE)
    expect(isDoor(CODE)).toBe(true)
    expect(['s1.SFj3OskjJ1EA2r9c0w-P_w', 'f1.abcdefgh', 'd2.abcdefgh'].some(isDoor)).toBe(false)
  })
  it('is looked at before it is answered, and never stands in an address', async () => {
    answerWith({ statusCode: 200, data: { name: '小林' } }, { statusCode: 204, data: '' })
    await lookAtDoor(CODE)
    await answerDoor(CODE, false)
    const [look, no] = asked.slice(-2)
    expect(look).toMatchObject({ url: '/api/doors/look', data: { code: CODE } })
    expect(no).toMatchObject({ url: '/api/doors/answer', data: { code: CODE, is_confirmed: false } })
  })
})
