import { describe, expect, it } from 'vitest'
import { runFindings } from '../../../../src/lab/findings/runFindings.ts'
import type { PoolSnapshot, ProcessSnapshot, RunSnapshot } from '../../../../src/shared/runUpdate.ts'
import { engineSnapshot, mainProcess } from '../fakeSession.ts'

function worker(pid: number, readyAtMs: number, endedAtMs: number | null): ProcessSnapshot {
  return { ...mainProcess, processId: pid, pid, role: 'pool-worker', readyAtMs, endedAtMs }
}

function runOf(workers: ProcessSnapshot[], processes?: number): RunSnapshot {
  const pool: PoolSnapshot = {
    ...{
      id: 'Pool-1',
      workers: workers.map(({ pid }) => pid),
      submitted: 8,
      completed: 8,
      failed: 0,
      lost: 0,
    },
    ...{ retried: 0, busyMs: 1, overheadMs: 1, efficiency: 0.5, outstanding: 0, tasksPerSecond: 0 },
    ...{ bytesIn: 0, bytesOut: 0 },
    ...(processes !== undefined && { processes }),
  }
  return {
    ...engineSnapshot({ processes: [mainProcess, ...workers], pools: [pool] }),
    ...{ runId: 'r', phase: 'ended', progress: null, findings: [] },
  }
}

const oversubscription = (workers: ProcessSnapshot[], logicalCores: number) =>
  runFindings(runOf(workers), logicalCores).filter(({ code }) => code === 'oversubscription')

describe('more workers than cores', () => {
  it('are told when they were there at the same time', () => {
    const [finding] = oversubscription([worker(1, 0, 90), worker(2, 10, 90), worker(3, 20, null)], 2)
    expect(finding?.message).toMatch(/^Pool-1 has 3 workers for 2 logical cores/)
  })

  it('are not told of workers that took the place of others', () => {
    expect(oversubscription([worker(1, 0, 30), worker(2, 30, 60), worker(3, 61, 90)], 2)).toEqual([])
  })

  it('counts those that were there at once, not those that there ever were', () => {
    const [finding] = oversubscription([worker(1, 0, 30), worker(2, 0, 90), worker(3, 40, 90)], 1)
    expect(finding?.message).toMatch(/^Pool-1 has 2 workers for 1 logical core:/)
  })

  it('are not told of a pool whose workers are replaced before they are gone', () => {
    const workers = [worker(1, 0, 31), worker(2, 0, 90), worker(3, 30, 90)]
    expect(runFindings(runOf(workers, 2), 2)).toEqual([])
  })
})

describe('a process that ended by itself, and not well,', () => {
  it.each<[string, Partial<ProcessSnapshot>]>([
    ['exited with code 1; its output says why.', { exitCode: 1 }],
    ['exited with code 1; its output says why.', { exitCode: 1, role: 'thread' }],
    ['exited with code 3.', { exitCode: 3 }],
    ['was killed by SIGKILL.', { exitCode: -9, signal: 'SIGKILL' }],
    ['ended early: out of memory.', { exitCode: 134, endCause: 'out of memory' }],
  ])('%s', (words, end) => {
    const process: ProcessSnapshot = { ...worker(7, 0, 90), role: 'process', phase: 'ended', ...end }
    const [finding] = runFindings({ ...runOf([]), pools: [], processes: [process] }, 4)
    expect(finding).toMatchObject({ code: 'process-failed', message: `MainProcess (pid 7) ${words}` })
  })
})
