import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import * as uniModule from '@dcloudio/vite-plugin-uni'
import { zh } from './src/words/zh'

type UniPlugin = () => Plugin[]
const loaded = uniModule as unknown as { default: UniPlugin | { default: UniPlugin } }
const uni = typeof loaded.default === 'function' ? loaded.default : loaded.default.default

const here = (path: string) => fileURLToPath(new URL(path, `file://${__dirname}/`))
const isMiniProgram = process.env.UNI_PLATFORM === 'mp-weixin'

/** The framework's stylesheet names a picture on its maker's server: a government page must not fetch it. */
function noForeignPictures(): Plugin {
  return {
    name: 'no-foreign-pictures',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !/\.(css|wxss)$/.test(file.fileName)) continue
          const css = String(file.source).replace(/url\(["']?https?:\/\/[^)]*\)/g, 'none')
          if (/url\(["']?(https?:)?\/\//.test(css)) this.error(`${file.fileName} still names a foreign server`)
          file.source = css
        }
      },
    },
  }
}

/** Every word a person reads lives in words/zh.ts, the two in index.html too. */
function wordsOfTheShell(): Plugin {
  return {
    name: 'words-of-the-shell',
    transformIndexHtml: {
      order: 'post', // after the framework has put the project's name there
      handler: (html) =>
        html.replace(/<title>.*<\/title>/, `<title>${zh.app.name}</title>`).replace('%NO_SCRIPT%', zh.app.noScript),
    },
  }
}

/** WeChat shows why a page asks for the position; these words too live in words/. */
function wordsOfThePosition(): Plugin {
  return {
    name: 'words-of-the-position',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const app = bundle['app.json']
        if (app?.type !== 'asset') return this.error('there is no app.json to write the words into')
        const settings = JSON.parse(String(app.source)) as Record<string, unknown>
        const permission = { 'scope.userLocation': { desc: zh.find.location } }
        app.source = JSON.stringify({ ...settings, permission }, null, 2)
      },
    },
  }
}

export default defineConfig({
  plugins: [uni(), wordsOfTheShell(), noForeignPictures(), ...(isMiniProgram ? [wordsOfThePosition()] : [])],
  resolve: {
    alias: { '#platform': here(isMiniProgram ? 'src/platform/mp.ts' : 'src/platform/h5.ts') },
  },
  server: {
    port: 5173,
    proxy: { '/api': process.env.API_ORIGIN ?? 'http://127.0.0.1:8000' },
  },
})
