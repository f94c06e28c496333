import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useScans } from '@/stores/scans'
import { answerWith, asked } from './uni'

const scan = { code: 'dutycode', scannedAt: '2026-11-20T01:02:00.000Z', activityId: 'a1' }

beforeEach(() => setActivePinia(createPinia()))

describe('a scan without a net', () => {
  it('stays on the phone until the server has it', async () => {
    const scans = useScans()
    answerWith({ errMsg: 'request:fail' })
    await expect(scans.tell(scans.remember(scan), false)).rejects.toMatchObject({ trouble: 'offline' })
    setActivePinia(createPinia())
    const later = useScans()
    expect(later.waiting).toHaveLength(1)
    answerWith({ statusCode: 201, data: { id: 'duty' } })
    await expect(later.flush()).resolves.toBe(1)
    expect(later.waiting).toHaveLength(0)
  })

  it('tells the time of the scan only when it had to wait', async () => {
    const scans = useScans()
    answerWith({ statusCode: 201, data: {} }, { statusCode: 201, data: {} })
    await scans.tell(scans.remember(scan), false)
    await scans.tell(scans.remember(scan), true)
    expect(asked[0]?.data).not.toHaveProperty('scanned_at')
    expect(asked[1]?.data).toMatchObject({ scanned_at: scan.scannedAt })
  })

  it('the same code and activity wait once', () => {
    const scans = useScans()
    scans.remember(scan)
    scans.remember(scan)
    expect(scans.waiting).toHaveLength(1)
  })

  it('a refusal is not tried again', async () => {
    const scans = useScans()
    answerWith({ statusCode: 409, data: { error: { code: 'duty.nothing_today', text: '今天没有排活动' } } })
    await expect(scans.tell(scans.remember(scan), false)).rejects.toMatchObject({ status: 409 })
    expect(scans.waiting).toHaveLength(0)
  })
})
