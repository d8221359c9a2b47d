import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pauseMs, Pulse } from '../../../../src/engine/session/pulse.ts'

describe('Pulse', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('beats until it is stopped, also from within a beat', () => {
    let beats = 0
    const pulse = new Pulse(() => {
      beats++
      if (beats === 3) pulse.stop()
    }, 100)
    pulse.start()
    vi.advanceTimersByTime(99)
    expect(beats).toBe(0)
    vi.advanceTimersByTime(10_000)
    expect(beats).toBe(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes no more than a tenth of the time, however long a beat is', () => {
    expect(pauseMs(1, 100)).toBe(100)
    for (const tookMs of [20, 100, 1_000]) {
      expect(tookMs / (tookMs + pauseMs(tookMs, 100))).toBeLessThanOrEqual(0.1 + Number.EPSILON)
    }
  })
})
