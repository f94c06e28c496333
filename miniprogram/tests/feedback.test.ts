import { describe, expect, it } from 'vitest'
import { sayFeedback } from '@/api/feedback'
import { VERSION } from '@/lib/version'
import manifest from '@/manifest.json'
import { version } from '../package.json'
import { answerWith, asked } from './uni'

describe('what is said about the app', () => {
  it('carries the page and the version, and nothing of the person', async () => {
    answerWith({ statusCode: 201, data: {} })
    await sayFeedback({ page: 'compose', version: VERSION, text: '字太小了' })
    expect(asked[0]?.data).toEqual({ page: 'compose', version: VERSION, text: '字太小了' })
  })
  it('names the version that was built', () => {
    expect([VERSION, manifest.versionName]).toEqual([version, version])
  })
})
