import { describe, expect, it } from 'vitest'
import { codeFromQuery, codeFromScene, codeFromText, codeFromUrl } from '@/lib/scene'

const CODE = 's1.SFj3OskjJ1EA2r9c0w-P_w'

describe('which code a scan means', () => {
  it.each([
    ['the address on the poster', `https://example.cn/c/${CODE}`],
    ['the same with a tail', `https://example.cn/c/${CODE}?from=poster#top`],
    ['the browser build', `http://127.0.0.1:8000/m/pages/enter/index?code=${CODE}`],
    ['the path WeChat gives for its own code', `pages/enter/index?scene=${CODE}`],
    ['that path with a named, encoded scene', `pages/enter/index?scene=${encodeURIComponent(`c=${CODE}`)}`],
    ['the bare code', CODE],
    ['the code typed with blanks', ` ${CODE.slice(0, 8)} ${CODE.slice(8)} `],
  ])('%s', (_what, text) => {
    expect(codeFromText(text)).toBe(CODE)
  })

  it.each(['', '   ', 'https://example.cn/', 'https://example.cn/c/', '扫我有奖', 'abc', 'https://evil.cn/?x=1', 'https://evil.cn/index.html', '<script>'])(
    'knows no code in %j',
    (text) => {
      expect(codeFromText(text)).toBeNull()
    },
  )

  it('does not take a code that stands in the query of another address as a path', () => {
    expect(codeFromUrl('https://evil.cn/?next=/c/abcdefgh')).toBeNull()
  })

  it.each([CODE, `c=${CODE}`, encodeURIComponent(`c=${CODE}`), encodeURIComponent(encodeURIComponent(`code=${CODE}`))])(
    'reads the scene %s',
    (scene) => {
      expect(codeFromScene(scene)).toBe(CODE)
    },
  )

  it('prefers the link, then the scene, then the ordinary QR opened in WeChat', () => {
    const q = encodeURIComponent(`https://example.cn/c/${CODE}`)
    expect(codeFromQuery({ q })).toBe(CODE)
    expect(codeFromQuery({ q: encodeURIComponent(q) })).toBe(CODE)
    expect(codeFromQuery({ scene: `c%3D${CODE}` })).toBe(CODE)
    expect(codeFromQuery({ code: 'abcdef12', scene: CODE })).toBe('abcdef12')
    expect(codeFromQuery({})).toBeNull()
  })

  it('survives broken percent signs', () => {
    expect(codeFromQuery({ scene: '%E0%A4%A' })).toBeNull()
    expect(codeFromText('https://example.cn/?code=%')).toBeNull()
  })
})
