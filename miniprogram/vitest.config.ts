import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, `file://${__dirname}/`))

export default defineConfig({
  resolve: {
    alias: { '@': here('src'), '#platform': here('tests/platform.ts') },
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/uni.ts'] },
})
