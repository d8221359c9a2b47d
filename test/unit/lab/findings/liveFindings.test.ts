import { describe, expect, it } from 'vitest'
import { LiveFindings } from '../../../../src/lab/findings/liveFindings.ts'
import { lostTask } from '../../../../src/lab/findings/lostTasks.ts'
import type { Finding } from '../../../../src/shared/runReport.ts'
import type { RunSnapshot } from '../../../../src/shared/runUpdate.ts'
import { machine, mainProcess } from '../fakeSession.ts'
import { poolOf, processOf, queueOf, snapshotOf } from './snapshots.ts'

const lost = { type: 'task-lost', atMs: 900, processId: 2, pid: 201, pool: 'Pool-1', task: 4 } as const
const ended = { phase: 'ended', endedAtMs: 900, role: 'pool-worker' } as const

/** What is said after each of the snapshots. */
function told(...snapshots: Partial<RunSnapshot>[]): Finding[][] {
  const live = new LiveFindings(machine)
  return snapshots.map((snapshot) => live.observe(snapshotOf(snapshot)))
}

const codes = (findings: readonly Finding[] | undefined): string[] => (findings ?? []).map(({ code }) => code)

describe('a task whose worker ended', () => {
  const saidOf = (worker: Parameters<typeof processOf>[0], event: object = {}): string => {
    const live = new LiveFindings(machine)
    live.note([{ ...lost, ...event }])
    const [finding] = live.observe(
      snapshotOf({ processes: [mainProcess, processOf({ ...ended, ...worker })] }),
    )
    expect(finding).toMatchObject({ code: 'task-lost', severity: 'error', pids: [201], atMs: 900 })
    return finding?.message ?? ''
  }

  it('by process.exit() is told so, whatever the code', () => {
    for (const exitCode of [0, 9])
      expect(saidOf({ exitCode })).toMatch(
        `Task 4 of Pool-1 was lost: its worker, pid 201, exited with code ${exitCode} while it ran it. No error is behind that: the task called process.exit()`,
      )
  })

  it('by a signal, an error, an engine that gives up, or over time is not', () => {
    expect(saidOf({ exitCode: -9, signal: 'SIGKILL' })).toMatch(/was killed by SIGKILL while it ran it\.$/)
    expect(saidOf({ exitCode: 1 }, { failure: 'TypeError: x' })).toMatch(
      /exited with code 1 while it ran it \(TypeError: x\)\.$/,
    )
    expect(saidOf({ exitCode: 134 })).toMatch(/exited with code 134 while it ran it\.$/)
    expect(saidOf({ exitCode: 1, endCause: 'out of memory' })).not.toContain('process.exit()')
    expect(saidOf({ exitCode: null }, { isOverTime: true })).toContain('longer than taskTimeoutMs')
  })

  it('is not blamed on Windows for a code that also an ended process has', () => {
    const worker = processOf({ ...ended, exitCode: 1 })
    expect(lostTask(lost, worker, 'linux').message).toContain('process.exit()')
    expect(lostTask(lost, worker, 'win32').message).toMatch(/exited with code 1 while it ran it\.$/)
  })

  it('and was begun again is no loss', () => {
    const [findings] = told({ pools: [poolOf({ retried: 2 })] })
    expect(findings).toMatchObject([{ code: 'task-retried', severity: 'info', atMs: 1_000 }])
  })
})

describe('a pool', () => {
  // 2 workers: 40 ms together are 20 ms by the clock.
  const small = poolOf({ submitted: 2_000, completed: 2_000, busyMs: 2, overheadMs: 38 })

  it('with tasks that cost more than they do is told so, with both figures', () => {
    const [[finding] = []] = told({ pools: [small] })
    expect(finding).toMatchObject({ code: 'chunks-too-small', severity: 'info', pids: [201, 202] })
    expect(finding?.message).toMatch(
      /^2,000 tasks of Pool-1 worked 1 µs each and cost its 2 workers 19 µs each besides/,
    )
  })

  it('that is slower than one process is told so, whatever its tasks', () => {
    const slow = poolOf({ submitted: 50, completed: 50, busyMs: 500, overheadMs: 1_500 })
    expect(codes(told({ pools: [slow] })[0])).toEqual(['slower-than-serial'])
  })

  it('whose workers were replaced again and again is told that, not the size of its tasks', () => {
    const workers = Array.from({ length: 100 }, (_, index) => 201 + index)
    const [[finding] = []] = told({ pools: [{ ...small, workers }] })
    expect(finding).toBeUndefined()
    const slow = poolOf({ submitted: 200, completed: 200, busyMs: 2, overheadMs: 9_000, workers })
    const [[replaced] = []] = told({ pools: [slow] })
    expect(replaced).toMatchObject({ code: 'slower-than-serial', pids: [201, 202] })
    expect(replaced?.message).toContain('98 workers had to start in the place of others')
  })

  it('that gains, has few tasks, or only waited for its workers is not', () => {
    const fine = [
      poolOf({ submitted: 2_000, completed: 2_000, busyMs: 900, overheadMs: 100 }),
      poolOf({ submitted: 3, completed: 3, busyMs: 1, overheadMs: 99 }),
      poolOf({ submitted: 2_000, completed: 2_000, busyMs: 2, overheadMs: 38, startUpWaitMs: 19 }),
    ]
    for (const pool of fine) expect(told({ pools: [pool] })).toEqual([[]])
  })

  it('is not judged before its tasks have ended, nor when some were lost; a verdict stands meanwhile', () => {
    const underway = { ...small, submitted: 2_001, outstanding: 1 }
    expect(told({ pools: [underway] })).toEqual([[]])
    expect(codes(told({ pools: [{ ...small, lost: 1 }] })[0])).toEqual([])
    const [first, second] = told({ pools: [small] }, { pools: [underway], elapsedMs: 2_000 })
    expect(second).toEqual(first)
  })

  it('whose tasks waited longer for it than they worked is told so', () => {
    const late = poolOf({ busyMs: 40, overheadMs: 1_600, startUpMs: 900, startUpWaitMs: 800 })
    const [[finding] = []] = told({ pools: [late] })
    expect(finding?.code).toBe('slow-start')
    expect(finding?.message).toMatch(
      /^The tasks of Pool-1 waited 800 ms until its 2 workers had started, and then worked 40 ms/,
    )
    expect(told({ pools: [{ ...late, busyMs: 900 }] })).toEqual([[]])
  })
})

describe('a queue', () => {
  const over = (perStep: (step: number) => object): Finding[][] =>
    told(
      ...Array.from({ length: 12 }, (_, step) => ({
        elapsedMs: step * 300,
        channels: [queueOf(perStep(step))],
      })),
    )

  it('that fills is told with both rates and the time to drain it, once there is a backlog', () => {
    const steps = over((step) => ({ puts: step * 60, gets: step * 30, depth: step * 30 }))
    expect(codes(steps[6])).toEqual([])
    const [finding] = steps[11] ?? []
    expect(finding).toMatchObject({ code: 'producer-faster', channels: ['7'], atMs: 2_100 })
    expect(finding?.message).toMatch(
      /^Queue-1 fills faster than it is emptied: 200 messages per second come in and 100 are taken\. 330 wait after 3\.3 s; to take them alone needs 3\.3 s more/,
    )
  })

  it('that is full, comes and goes, or is drained after a burst is not', () => {
    expect(over((step) => ({ puts: 200 + step * 9, gets: step * 9, depth: 200 })).flat()).toEqual([])
    const waves = (step: number): object => ({
      puts: step * 50,
      gets: step * 50 - (step % 3) * 60,
      depth: (step % 3) * 60,
    })
    expect(over(waves).flat()).toEqual([])
    expect(over((step) => ({ puts: 1_000, gets: step * 30, depth: 1_000 - step * 30 })).flat()).toEqual([])
  })

  it('that nobody takes from is told after a while, and withdrawn when somebody does', () => {
    const puts = { puts: 2, depth: 2 }
    const steps = over((step) => (step < 11 ? puts : { ...puts, gets: 1, depth: 1 }))
    expect(codes(steps[9])).toEqual([])
    expect(steps[10]).toMatchObject([{ code: 'queue-without-consumer', channels: ['7'], atMs: 3_000 }])
    expect(steps[11]).toEqual([])
  })

  it('that somebody waits for is not', () => {
    const wait = { operation: 'get', on: '7', label: 'get on Queue-1', sinceMs: 0 }
    const processes = [{ ...mainProcess, waits: [wait] }]
    const snapshots = [0, 2_000, 4_000].map((elapsedMs) => ({
      ...{ elapsedMs, processes, channels: [queueOf({ puts: 1, depth: 1 })] },
    }))
    expect(told(...snapshots).flat()).toEqual([])
  })
})

describe('shared memory', () => {
  it('that was set from an old value is told with the count and who did', () => {
    const value = queueOf({ kind: 'value', name: 'Value-1', lostUpdates: { count: 3, pids: [201, 202] } })
    const [[finding] = []] = told({ channels: [value] })
    expect(finding).toMatchObject({ code: 'lost-update', pids: [201, 202], channels: ['7'], atMs: 1_000 })
    expect(finding?.message).toMatch(/^Pids 201, 202 set Value-1 3 times after reading it/)
  })
})

describe('processes', () => {
  const workers = (rssBytes: number) =>
    [1, 2, 3].map((n) => processOf({ processId: n, pid: 200 + n, rssBytes }))

  it('that hold much memory together are told of, with their copies', () => {
    const main = { ...mainProcess, rssBytes: 80e6 }
    const [findings] = told({ processes: [main, ...workers(900e6)] })
    expect(findings).toMatchObject([{ code: 'memory-times-processes', pids: [201, 202, 203] }])
    expect(findings?.[0]?.message).toMatch(
      /^3 processes hold 2.7 GB together, up to 900 MB each, beside 80 MB of the main/,
    )
    expect(told({ processes: [main, ...workers(60e6)] })).toEqual([[]])
  })

  it('that stay zombies are told of until their parent asks', () => {
    const at = (elapsedMs: number, state: 'zombie' | null): Partial<RunSnapshot> => ({
      ...{ elapsedMs, processes: [mainProcess, processOf({ state, parentPid: 100 })] },
    })
    const steps = told(at(0, 'zombie'), at(500, 'zombie'), at(1_100, 'zombie'), at(1_500, null))
    expect(steps.map(codes)).toEqual([[], [], ['zombie'], []])
    expect(steps[2]?.[0]?.pids).toEqual([201, 100])
  })
})
