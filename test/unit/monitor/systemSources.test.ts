import { cpus, userInfo } from 'node:os'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endProcess } from '../../../src/monitor/endProcess.ts'
import { ownRights } from '../../../src/monitor/processRules.ts'
import { ProcessTableSampler } from '../../../src/monitor/processTable.ts'
import { SystemLookUp } from '../../../src/monitor/system/systemLookUp.ts'
import { startSecondsOf, stateOf } from '../../../src/monitor/system/systemProcesses.ts'
import { SystemProcessSource } from '../../../src/monitor/system/systemProcessSource.ts'
import { SystemTableSource } from '../../../src/monitor/system/systemTableSource.ts'
import { fakeSystem, systemProcess } from './fakeSystem.ts'

const user = userInfo().username
const rights = { ...ownRights(), uids: [1000, 1000] as const }

describe('systems without /proc', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('translates states and starts, also those it never heard of', () => {
    expect(
      ['running', 'sleeping', 'blocked', 'zombie', 'stopped', 'constructor', ''].map((state) =>
        stateOf({ state }),
      ),
    ).toEqual(['running', 'sleeping', 'disk-sleep', 'zombie', 'stopped', 'other', 'other'])
    expect(startSecondsOf({ started: '2026-03-01 12:00:05' })).toBe(
      new Date(2026, 2, 1, 12, 0, 5).getTime() / 1000,
    )
    for (const started of ['', 'NaN-NaN', '2026-03-01', 'yesterday'])
      expect(startSecondsOf({ started })).toBe(0)
  })

  describe('SystemProcessSource', () => {
    it('answers from the last list between two beats, and sums up an estimate of CPU time', async () => {
      const system = fakeSystem({ list: [systemProcess({ pid: 7, cpu: 50 }), systemProcess({ pid: 8 })] })
      const source = new SystemProcessSource(() => Promise.resolve(system), 'darwin')
      const first = await source.sample(new Set([7, 99]))
      expect([...first.keys()]).toEqual([7])
      expect(first.get(7)).toMatchObject({
        state: 'sleeping',
        cpuPercent: 50,
        cpuMs: 0,
        core: null,
        threads: null,
      })
      system.list = [systemProcess({ pid: 7, cpu: 100, memRss: 4096 })]
      await source.sample(new Set([7]))
      expect(system.calls.processes).toBe(1)
      await vi.advanceTimersByTimeAsync(2000)
      await source.sample(new Set([7]))
      await vi.advanceTimersByTimeAsync(0)
      const later = await source.sample(new Set([7, 8]))
      expect(later.get(7)).toMatchObject({ cpuPercent: 100, cpuMs: 2000, peakRssBytes: 4096 * 1024 })
      expect(later.has(8)).toBe(false)
    })

    it('starts afresh for a reused pid, and keeps the last answer when a list fails', async () => {
      const system = fakeSystem({ list: [systemProcess({ pid: 7, cpu: 10, memRss: 9000 })] })
      const source = new SystemProcessSource(() => Promise.resolve(system), 'darwin')
      await source.sample(new Set([7]))
      system.list = [systemProcess({ pid: 7, started: '2026-03-01 12:00:09', memRss: 10 })]
      await vi.advanceTimersByTimeAsync(2000)
      await source.sample(new Set([7]))
      await vi.advanceTimersByTimeAsync(0)
      const reused = await source.sample(new Set([7]))
      expect(reused.get(7)).toMatchObject({ cpuMs: 0, peakRssBytes: 10 * 1024 })
      system.processes = () => Promise.reject(new Error('no shell'))
      await vi.advanceTimersByTimeAsync(2000)
      await source.sample(new Set([7]))
      await vi.advanceTimersByTimeAsync(0)
      expect(await source.sample(new Set([7]))).toEqual(reused)
    })
  })

  describe('SystemTableSource', () => {
    const table = (
      system: ReturnType<typeof fakeSystem>,
      platform: NodeJS.Platform = 'darwin',
      maxRows = 100,
    ) =>
      new ProcessTableSampler({
        source: new SystemTableSource(() => Promise.resolve(system), rights, platform),
        runOf: (pid) => (pid === 9 ? 'run-1' : undefined),
        maxRows,
      })

    it('makes rows of what the package tells', async () => {
      const system = fakeSystem({
        list: [
          systemProcess({ pid: 9, user, cpu: 12.5, command: 'node', params: 'a.js \u001b[2J' }),
          systemProcess({ pid: 3, user: 'somebody-else' }),
          systemProcess({ pid: 4, user, started: '' }),
          systemProcess({ pid: Number.NaN }),
        ],
      })
      const { rows, omitted } = await table(system).sample()
      expect(omitted).toBe(0)
      expect(rows.map(({ pid, canEnd, runId }) => [pid, canEnd, runId])).toEqual([
        [3, false, undefined],
        // Without a start its handle could not tell it from its successor.
        [4, false, undefined],
        [9, true, 'run-1'],
      ])
      expect(rows[2]).toMatchObject({
        command: 'node a.js �[2J',
        cpuPercent: 12.5,
        rssBytes: 1024 * 1024,
        threads: 0,
      })
    })

    it('gives percent of one core also on Windows, and leaves the owner to the system there', async () => {
      const system = fakeSystem({ list: [systemProcess({ pid: 9, cpu: 25, user: '' })] })
      const source = new SystemTableSource(() => Promise.resolve(system), { ...rights, uids: null }, 'win32')
      const { rows } = await new ProcessTableSampler({ source }).sample()
      expect(rows[0]).toMatchObject({ cpuPercent: 25 * cpus().length, canEnd: true })
    })

    it('keeps a handle although the start wavers, and gives a new one to a new process', async () => {
      const system = fakeSystem({ list: [systemProcess({ pid: 9, started: '2026-03-01 12:00:01' })] })
      const sampler = table(system)
      const handleAt = async (started: string) => {
        system.list = [systemProcess({ pid: 9, started })]
        await vi.advanceTimersByTimeAsync(1000)
        return (await sampler.sample()).rows[0]?.handle
      }
      const first = await handleAt('2026-03-01 12:00:01')
      expect(await handleAt('2026-03-01 12:00:02')).toBe(first)
      expect(await handleAt('2026-03-01 12:00:00')).toBe(first)
      expect(await handleAt('2026-03-01 12:00:07')).not.toBe(first)
    })

    it('leaves out what is too much, the own runs last, and counts it', async () => {
      const list = Array.from({ length: 12 }, (_, index) => systemProcess({ pid: index + 1 }))
      const { rows, omitted } = await table(fakeSystem({ list }), 'darwin', 4).sample()
      expect(rows.map((row) => row.pid)).toEqual([1, 2, 3, 9])
      expect(omitted).toBe(8)
    })

    it('shares one answer among watchers that ask together', async () => {
      const system = fakeSystem({ list: [systemProcess({ pid: 9 })] })
      const sampler = table(system)
      const [one, other] = await Promise.all([sampler.sample(), sampler.sample()])
      expect(one).toBe(other)
      expect(await sampler.sample()).toBe(one)
      expect(system.calls.processes).toBe(1)
      await vi.advanceTimersByTimeAsync(250)
      expect(await sampler.sample()).not.toBe(one)
    })
  })

  it('ends a process by a list that is not from the memory of the package', async () => {
    const system = fakeSystem({ list: [systemProcess({ pid: 4711, user })] })
    const load = () => Promise.resolve(system)
    const { rows } = await new ProcessTableSampler({
      source: new SystemTableSource(load, rights, 'darwin'),
    }).sample()
    const kill = vi.fn()
    const end = (handle: string) => endProcess(handle, 'SIGTERM', { lookUp: new SystemLookUp(load), kill })
    const ended = end(rows[0]?.handle ?? '')
    await vi.advanceTimersByTimeAsync(400)
    expect(system.calls.processes).toBe(1)
    await vi.advanceTimersByTimeAsync(200)
    await ended
    expect(system.calls.processes).toBe(2)
    expect(kill).toHaveBeenCalledWith(4711, 'SIGTERM')
    system.list = [systemProcess({ pid: 4711, started: '2026-03-01 12:00:10' })]
    const refused = expect(end(rows[0]?.handle ?? '')).rejects.toMatchObject({ code: 'refused' })
    await vi.advanceTimersByTimeAsync(600)
    await refused
    system.list = []
    const missing = expect(end(rows[0]?.handle ?? '')).rejects.toMatchObject({ code: 'not-found' })
    await vi.advanceTimersByTimeAsync(600)
    await missing
  })
})
