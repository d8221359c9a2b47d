import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LoadReading, LoadSource } from '../../../src/monitor/loadSource.ts'
import { MachineSampler } from '../../../src/monitor/machineSampler.ts'
import { describeMachine } from '../../../src/monitor/machineInfo.ts'
import { fakeSystem } from './fakeSystem.ts'

class CountingSource implements LoadSource {
  reads = 0
  fails = false
  read(): Promise<LoadReading> {
    this.reads++
    if (this.fails) return Promise.reject(new Error('no answer'))
    return Promise.resolve({ cores: [this.reads, 50], memory: { usedBytes: 1, totalBytes: 2 } })
  }
}

describe('MachineSampler', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function setUp(intervalMs = 1000) {
    const source = new CountingSource()
    return { source, sampler: new MachineSampler({ source, intervalMs }) }
  }

  it('samples only while somebody watches', async () => {
    const { source, sampler } = setUp()
    await vi.advanceTimersByTimeAsync(5000)
    expect(source.reads).toBe(0)
    const first: number[] = []
    const second: number[] = []
    const endFirst = sampler.onSample((load) => first.push(load.cores[0] ?? 0))
    const endSecond = sampler.onSample((load) => second.push(load.cores[0] ?? 0))
    await vi.advanceTimersByTimeAsync(2250)
    // The baseline is nobody's sample; the first comes after 250 ms.
    expect(first).toEqual([2, 3, 4])
    expect(second).toEqual(first)
    endFirst()
    endFirst()
    await vi.advanceTimersByTimeAsync(1000)
    expect(first).toHaveLength(3)
    expect(second).toHaveLength(4)
    endSecond()
    const { reads } = source
    await vi.advanceTimersByTimeAsync(10_000)
    expect(source.reads).toBe(reads)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keeps the last minute while it is held, without a listener', async () => {
    const { sampler } = setUp()
    sampler.start(500)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(sampler.history()).toHaveLength(60)
    await vi.advanceTimersByTimeAsync(90_000)
    const history = sampler.history()
    expect(history.length).toBeGreaterThanOrEqual(120)
    expect(history.length).toBeLessThanOrEqual(121)
    expect((history.at(-1)?.atMs ?? 0) - (history[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(59_500)
    sampler.stop()
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(sampler.history()).toEqual([])
  })

  it('goes on for a listener when the hold ends, and takes a baseline after a pause', async () => {
    const { source, sampler } = setUp()
    sampler.start()
    const end = sampler.onSample(() => undefined)
    sampler.stop()
    await vi.advanceTimersByTimeAsync(1250)
    expect(sampler.history()).toHaveLength(2)
    end()
    await vi.advanceTimersByTimeAsync(5000)
    const { reads } = source
    const endAgain = sampler.onSample(() => undefined)
    expect(source.reads).toBe(reads + 1)
    await vi.advanceTimersByTimeAsync(250)
    expect(sampler.history()).toHaveLength(3)
    endAgain()
  })

  it('is bounded also when the clock is set back', async () => {
    const { sampler } = setUp()
    sampler.start()
    for (let minute = 0; minute < 5; minute++) {
      await vi.advanceTimersByTimeAsync(60_000)
      vi.setSystemTime(Date.now() - 3_600_000)
    }
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sampler.history().length).toBeLessThanOrEqual(61)
    sampler.dispose()
    expect(vi.getTimerCount()).toBe(0)
    expect(sampler.history()).toEqual([])
  })

  it('counts a sample that the system did not answer, and goes on', async () => {
    const { source, sampler } = setUp()
    sampler.start()
    await vi.advanceTimersByTimeAsync(250)
    source.fails = true
    await vi.advanceTimersByTimeAsync(3000)
    source.fails = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(sampler.failedSamples).toBe(3)
    expect(sampler.history()).toHaveLength(2)
    sampler.dispose()
  })

  it('never runs two samples at once, and drops one that comes after the end', async () => {
    let answer: ((reading: LoadReading) => void) | undefined
    let open = 0
    const source: LoadSource = {
      read: () => {
        open++
        return new Promise((resolve) => (answer = resolve))
      },
    }
    const sampler = new MachineSampler({ source })
    const seen = vi.fn()
    const end = sampler.onSample(seen)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(open).toBe(2)
    end()
    answer?.({ cores: [1], memory: { usedBytes: 1, totalBytes: 2 } })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(seen).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('describeMachine', () => {
  it('takes the physical cores where they are possible', async () => {
    const ask = (physicalCores: number) =>
      describeMachine(() => Promise.resolve(fakeSystem({ physicalCores })))
    expect((await ask(1)).physicalCores).toBe(1)
    for (const impossible of [0, -1, 1.5, Number.NaN, 100_000]) {
      const info = await ask(impossible)
      expect(info.physicalCores).toBe(info.logicalCores)
    }
  })

  it('answers also when the package fails or does not answer', async () => {
    const failed = await describeMachine(() => Promise.reject(new Error('cannot load')))
    expect(failed.physicalCores).toBe(failed.logicalCores)
    vi.useFakeTimers()
    const silent = describeMachine(() => new Promise(() => undefined))
    await vi.advanceTimersByTimeAsync(5000)
    expect((await silent).memoryBytes).toBeGreaterThan(0)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})
