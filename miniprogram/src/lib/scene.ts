/** What a scan, a mini-program code or a link says: which code is meant. */
const CODE = /^[A-Za-z0-9._~-]{6,64}$/

function valid(value: string | null | undefined): string | null {
  return value && CODE.test(value) ? value : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function named(query: string, names: string[]): string | null {
  for (const pair of query.split('&')) {
    const [name, ...value] = pair.split('=')
    if (names.includes(name ?? '')) return decoded(value.join('='))
  }
  return null
}

/** The code in a whole address: `/c/<code>`, or a `code` or `scene` in its query. */
export function codeFromUrl(url: string): string | null {
  const [path = '', query = ''] = (url.split('#')[0] ?? '').split('?')
  const inPath = valid(/\/c\/([A-Za-z0-9._~-]+)/.exec(path)?.[1])
  if (inPath) return inPath
  const scene = named(query, ['scene'])
  return scene ? codeFromScene(scene) : valid(named(query, ['code']))
}

/** What a camera read, or what a person typed: an address or the bare code; blanks are forgiven. */
export function codeFromText(text: string): string | null {
  const bare = text.trim()
  if (bare.includes('/') || bare.includes('?')) return codeFromUrl(bare)
  const joined = bare.replace(/\s+/g, '')
  return valid(joined)
}

/** WeChat gives `scene` encoded once or twice, holding the code alone or as `c=<code>`. */
export function codeFromScene(scene: string): string | null {
  const text = decoded(decoded(scene))
  return valid(text.includes('=') ? named(text, ['c', 'code']) : text)
}

/** The page's own query: `?code=` of a link, `scene` of a mini-program code, `q` of an ordinary QR opened in WeChat. */
export function codeFromQuery(query: Record<string, string | undefined>): string | null {
  if (query.code) return codeFromText(decoded(query.code))
  if (query.scene) return codeFromScene(query.scene)
  if (query.q) return codeFromUrl(decoded(decoded(query.q)))
  return null
}
