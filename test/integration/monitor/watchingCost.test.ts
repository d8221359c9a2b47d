import { describe, expect, it } from 'vitest'
import { MachineSampler } from '../../../src/monitor/machineSampler.ts'
import { ProcessSampler } from '../../../src/monitor/processSampler.ts'
import { Children } from './children.ts'

/**
 * What watching costs, as CPU time of this process per sample: the speed of the machine and what else it does
 * cancel out better than in wall time. The budget is 2 % of one core for 8 workers at two samples a second.
 */

const samplesPerSecond = 2
const rounds = 200

/** Median of batches, because a garbage collection or a cold function is not the price of a sample. */
async function cpuMsPerCall(call: () => Promise<unknown>): Promise<number> {
  const batches: number[] = []
  for (let batch = 0; batch < 11; batch++) {
    const before = process.cpuUsage()
    for (let round = 0; round < rounds; round++) await call()
    const { user, system } = process.cpuUsage(before)
    batches.push((user + system) / 1000 / rounds)
  }
  return batches.toSorted((a, b) => a - b)[5] ?? Number.NaN
}

describe.runIf(process.platform === 'linux')('the cost of watching', () => {
  it('of 8 workers and the machine, twice a second, is below 2 % of one core', async () => {
    await using children = new Children()
    using sampler = new ProcessSampler()
    const pids: number[] = []
    for (let index = 0; index < 8; index++) {
      pids.push((await children.startNode('console.log("idle"); process.stdin.resume()')).pid)
    }
    const perSample = await cpuMsPerCall(() => sampler.sample(pids))
    const percent = (perSample * samplesPerSecond * 100) / 1000
    expect((await sampler.sample(pids)).size).toBe(8)
    expect(percent).toBeLessThan(1)
  })

  it('as it really goes on, timers and all, is below 2 % of one core', async () => {
    await using children = new Children()
    using sampler = new ProcessSampler()
    using machine = new MachineSampler({ intervalMs: 500 })
    const pids: number[] = []
    for (let index = 0; index < 8; index++) {
      pids.push((await children.startNode('console.log("idle"); process.stdin.resume()')).pid)
    }
    const watch = (samples: number): Promise<void> =>
      new Promise((resolve) => {
        let left = samples
        const end = machine.onSample(() => {
          void sampler.sample(pids)
          if (--left > 0) return
          end()
          resolve()
        })
      })
    await watch(3)
    const before = process.cpuUsage()
    const startedAtMs = performance.now()
    await watch(8)
    const { user, system } = process.cpuUsage(before)
    const ratio = (user + system) / 1000 / (performance.now() - startedAtMs)
    expect(ratio).toBeLessThan(0.02)
  })
})
