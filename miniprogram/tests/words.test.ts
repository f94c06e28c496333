import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PATHS } from '@/lib/go'
import { zh } from '@/words/zh'

const SRC = join(__dirname, '../src')
const HAN = /[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff01-\uff5e]/
const COLD = /请勿|相关|予以|系统|诉求|工单|受理|敬请|办结/

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

function texts(value: unknown, at = 'zh'): [string, string][] {
  if (typeof value === 'string') return [[at, value]]
  if (typeof value === 'function') return [[at, String(value)]]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => texts(inner, `${at}.${name}`))
}

describe('words', () => {
  const sources = files(SRC).filter((file) => /\.(vue|ts|scss|json)$/.test(file) && !file.includes('/words/'))

  it('every word a person reads lives in words/', () => {
    const strays = sources.filter((file) => HAN.test(readFileSync(file, 'utf8'))).map((file) => file.slice(SRC.length))
    expect(strays).toEqual([])
    expect(sources.length).toBeGreaterThan(50)
  })

  it('every word of words/ is used somewhere', () => {
    const all = sources.map((file) => readFileSync(file, 'utf8')).join('\n') + readFileSync(join(__dirname, '../vite.config.ts'), 'utf8')
    const own = files(join(SRC, 'words')).map((file) => readFileSync(file, 'utf8')).join('\n')
    const groups = Object.entries(zh).flatMap(([group, words]) => Object.keys(words).map((name) => [group, name] as const))
    const unused = groups.filter(([group, name]) => {
      const dynamic = new RegExp(`zh\\.${group}\\[`)
      const used = new RegExp(`zh\\.${group}\\.${name}\\b|${group === 'case' || group === 'handle' ? `(said|told|author|staff)\\.${name}\\b` : '$^'}`)
      return !used.test(all) && !used.test(own) && !dynamic.test(all)
    })
    expect(unused.map((pair) => pair.join('.'))).toEqual([])
  })

  it('nobody is spoken to like a file', () => {
    expect(texts(zh).filter(([, text]) => COLD.test(text))).toEqual([])
  })
})

describe('pages', () => {
  it('every page that can be gone to is listed, and every listed page can be gone to', () => {
    const listed = JSON.parse(readFileSync(join(SRC, 'pages.json'), 'utf8')) as {
      pages: { path: string }[]
      subPackages: { root: string; pages: { path: string }[] }[]
    }
    const paths = [
      ...listed.pages.map(({ path }) => `/${path}`),
      ...listed.subPackages.flatMap(({ root, pages }) => pages.map(({ path }) => `/${root}/${path}`)),
    ]
    expect(Object.values(PATHS).sort()).toEqual(paths.sort())
  })
})
