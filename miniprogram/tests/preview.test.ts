import { describe, expect, it, vi } from 'vitest'
import type { Preview } from '@/api/types'
import { usePreview } from '@/pages/compose/preview'
import { emptyDraft, type Draft } from '@/stores/draft'
import './uni'

const written = (content = '楼道里一股煤气味'): Draft => ({ ...emptyDraft(), code: 'stationcode', content })
const danger: Preview = { safety: { text: '请先离开屋子', call: ['119'] }, similar: [] }
const alike: Preview = { safety: null, similar: [{ id: 'm1', number: '261110-0237', summary: '桂花路，市政设施与管网', status: 'submitted' }] }

describe('before a letter is sent', () => {
  it('shows a danger first, and lets the same words go the next time', async () => {
    const before = usePreview(vi.fn().mockResolvedValue(danger))
    expect(await before.mayGo(written())).toBe(false)
    expect(before.danger.value?.call).toEqual(['119'])
    expect(await before.mayGo(written())).toBe(true)
  })

  it('asks again when the words were changed', async () => {
    const ask = vi.fn().mockResolvedValue(danger)
    const before = usePreview(ask)
    await before.mayGo(written())
    expect(await before.mayGo(written('楼道里一股煤气味，很浓'))).toBe(false)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('shows who else wrote about the same, and does not hold the letter up for it', async () => {
    const before = usePreview(vi.fn().mockResolvedValue(alike))
    expect(await before.mayGo(written('路灯坏了三天'))).toBe(true)
    expect(before.similar.value).toHaveLength(1)
  })

  it('never holds a letter up when there is no network', async () => {
    const before = usePreview(vi.fn().mockRejectedValue(new Error('offline')))
    expect(await before.mayGo(written())).toBe(true)
    expect(before.danger.value).toBeNull()
  })

  it('does not ask again about what was tried already', async () => {
    const ask = vi.fn().mockResolvedValue(danger)
    const draft = { ...written(), tried: { content: '楼道里一股煤气味' } }
    expect(await usePreview(ask).mayGo(draft)).toBe(true)
    expect(ask).not.toHaveBeenCalled()
  })
})
