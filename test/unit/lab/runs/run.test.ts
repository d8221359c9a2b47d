import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProcessSample } from '../../../../src/monitor/processSource.ts'
import type { OutputChunk } from '../../../../src/shared/runReport.ts'
import { runReportSchema } from '../../../../src/shared/runReport.ts'
import { runUpdateSchema } from '../../../../src/shared/runUpdate.ts'
import { Run } from '../../../../src/lab/runs/run.ts'
import { completed, engineSnapshot, FakeSession, FakeWatcher, machine, mainProcess } from '../fakeSession.ts'

let session: FakeSession
let disposals: string[]
let samples: Map<number, ProcessSample>

function startRun(timeoutMs?: number): Run {
  const run = new Run(
    {
      id: 'r1',
      program: {
        file: '/tmp/bundle/program.mjs',
        exports: ['main'],
        name: 'queue.ts',
        dispose: async () => void disposals.push('bundle'),
      },
      timeoutMs,
      session: { params: { n: 3 }, startMethod: 'spawn', workingDirectory: '/', workerEntry: '/worker.js' },
    },
    {
      createSession: session.factory,
      createSampler: () => ({
        sample: async () => samples,
        dispose: () => void disposals.push('sampler'),
      }),
      machine,
      machineLoad: () => null,
    },
  )
  run.start()
  return run
}

function chunk(text: string): OutputChunk {
  return { processId: 100, pid: 100, stream: 'stdout', text, atMs: 1 }
}

beforeEach(() => {
  vi.useFakeTimers()
  session = new FakeSession()
  disposals = []
  samples = new Map()
})
afterEach(() => vi.useRealTimers())

describe('a run', () => {
  it('becomes a valid report, with what the engine and the samples know', async () => {
    const run = startRun()
    const sample = { cpuMs: 250, rssBytes: 4e6, peakRssBytes: 5e6, cpuPercent: 90, core: 3, threads: 7 }
    samples.set(100, { ...sample, state: 'running', startTimeTicks: 1 })
    session.say({ type: 'snapshot', snapshot: engineSnapshot() })
    await vi.advanceTimersByTimeAsync(500)
    expect(run.snapshot().processes[0]).toMatchObject({ core: 3, cpuPercent: 90, state: 'running' })

    const ended = { ...mainProcess, phase: 'ended' as const, endedAtMs: 900, exitCode: 0, cpuMs: 100 }
    session.say(
      { type: 'output', chunks: [chunk('hello\n')] },
      { type: 'snapshot', snapshot: engineSnapshot({ processes: [ended], elapsedMs: 950 }) },
      { type: 'ended', end: completed },
    )
    const report = await run.ended
    expect(runReportSchema.parse(report)).toEqual(report)
    expect(report.run).toMatchObject({
      id: 'r1',
      program: 'queue.ts',
      outcome: 'completed',
      durationMs: 950,
      params: { n: 3 },
      result: { answer: 42 },
      startedAt: '2026-01-01T00:00:00.000Z',
    })
    expect(report.processes[0]).toMatchObject({ cpuMs: 250, peakRssBytes: 5e6, exitCode: 0 })
    expect(report.processes[0]).not.toHaveProperty('phase')
    expect(report.output).toEqual([chunk('hello\n')])
    expect(disposals).toEqual(['bundle', 'sampler'])
    expect(session.isClosed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is stopped once, and is over when its session says so', async () => {
    const run = startRun()
    run.stop()
    run.stop()
    expect(run.snapshot().phase).toBe('stopping')
    expect(session.commands.filter(({ type }) => type === 'stop')).toEqual([
      { type: 'stop', because: 'user', graceMs: 2_000 },
    ])
    session.say({ type: 'ended', end: { ...completed, outcome: 'killed', exitCode: -15, result: undefined } })
    expect((await run.ended).run).toMatchObject({ outcome: 'killed', exitCode: -15 })
  })

  it('ends also when its session does not', async () => {
    const run = startRun()
    run.stop()
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await run.ended).run.outcome).toBe('killed')
    expect(session.isClosed).toBe(true)
  })

  it('that loses its session has failed and says why', async () => {
    const run = startRun()
    session.die('its thread ended with code 134')
    const { run: facts } = await run.ended
    expect(facts).toMatchObject({
      outcome: 'failed',
      error: { message: "The run's session is gone: its thread ended with code 134." },
    })
  })

  it('ends also when what is known of it makes no valid report', async () => {
    const run = startRun()
    session.say({
      type: 'snapshot',
      snapshot: engineSnapshot({ processes: [{ ...mainProcess, cpuMs: NaN }] }),
    })
    session.say({ type: 'ended', end: completed })
    expect((await run.ended).run).toMatchObject({
      outcome: 'failed',
      error: { name: 'ReportError', message: expect.stringContaining('processes.0.cpuMs') as string },
    })
  })

  it('ignores what comes after its end', async () => {
    const run = startRun()
    session.say({ type: 'ended', end: completed })
    session.say({ type: 'output', chunks: [chunk('late')] })
    session.die('killed')
    expect((await run.ended).output).toEqual([])
  })
})

describe('a time-out', () => {
  const waiting = {
    ...mainProcess,
    waits: [{ operation: 'get', on: 'Queue-1', label: 'get on Queue-1', sinceMs: 200 }],
  }

  it('says who waited for what at that time', async () => {
    const run = startRun(1_500)
    session.say({ type: 'snapshot', snapshot: engineSnapshot({ processes: [waiting], elapsedMs: 1_450 }) })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(session.commands.at(-1)).toMatchObject({ type: 'stop', because: 'timeout' })
    // By then nobody waits any more.
    session.say({ type: 'snapshot', snapshot: engineSnapshot({ processes: [] }) })
    session.say({ type: 'ended', end: { ...completed, outcome: 'timeout', exitCode: -15 } })
    const report = await run.ended
    expect(report.run.outcome).toBe('timeout')
    expect(report.run.error?.message).toBe(
      'The run was ended after its time-out of 1.5 s: MainProcess (pid 100) waited 1.25 s for get on Queue-1.',
    )
    expect(report.findings).toMatchObject([{ code: 'timeout', severity: 'error' }])
  })

  it('does not apply to a program that completes in the same moment', async () => {
    const run = startRun(1_000)
    await vi.advanceTimersByTimeAsync(1_000)
    session.say({ type: 'ended', end: completed })
    expect((await run.ended).run).toMatchObject({ outcome: 'completed' })
  })
})

describe('a watcher', () => {
  it('gets whole, valid updates, at most ten a second, and the report with the last', async () => {
    const run = startRun()
    const watcher = new FakeWatcher()
    run.watch(watcher)
    for (let n = 0; n < 50; n++) {
      session.say({ type: 'snapshot', snapshot: engineSnapshot({ elapsedMs: n }) })
      session.say({ type: 'output', chunks: [chunk(`${n} `)] })
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(watcher.updates.length).toBeGreaterThan(5)
    expect(watcher.updates.length).toBeLessThanOrEqual(11)
    session.say({ type: 'ended', end: completed })
    await run.ended
    for (const update of watcher.updates) runUpdateSchema.parse(update)
    const said = watcher.updates.flatMap(({ output }) => output.map(({ text }) => text)).join('')
    expect(said).toBe(Array.from({ length: 50 }, (_, n) => `${n} `).join(''))
    expect(watcher.updates.filter(({ report }) => report)).toHaveLength(1)
    expect(watcher.updates.at(-1)?.report).toBe(run.report)
    await vi.advanceTimersByTimeAsync(0)
    expect(watcher.isEnded).toBe(true)
  })

  it('that is slow loses the oldest, is told how much, and still gets the report', async () => {
    const run = startRun()
    const watcher = new FakeWatcher()
    watcher.isSlow = true
    run.watch(watcher)
    for (let n = 0; n < 10; n++) {
      session.say({ type: 'output', chunks: [chunk(String(n).repeat(100_000))] })
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(watcher.updates).toHaveLength(1)
    session.say({ type: 'ended', end: completed })
    const report = await run.ended
    expect(report.loss.outputBytesDropped).toBe(0)
    watcher.isSlow = false
    watcher.take()
    await vi.advanceTimersByTimeAsync(0)
    const last = watcher.updates.at(-1)
    expect(last?.output.map(({ text }) => text[0])).toEqual(['7', '8', '9'])
    expect(last?.snapshot.loss.outputBytesDropped).toBe(1_000_000 - 256 * 1024)
    expect(last?.report).toBe(report)
    expect(watcher.isEnded).toBe(true)
  })

  it('that prints gets all of the output that the run keeps, however much comes at once', async () => {
    const run = startRun()
    const [printing, looking] = [new FakeWatcher(), new FakeWatcher()]
    run.watch(printing, { output: 'all' })
    run.watch(looking)
    session.say({ type: 'output', chunks: [chunk('x'.repeat(1_000_000))] })
    session.say({ type: 'ended', end: completed })
    await run.ended
    const bytes = ({ updates }: FakeWatcher): number =>
      updates.flatMap(({ output }) => output).reduce((sum, { text }) => sum + text.length, 0)
    expect(bytes(printing)).toBe(1_000_000)
    expect(printing.updates.at(-1)?.snapshot.loss.outputBytesDropped).toBe(0)
    expect(bytes(looking)).toBe(256 * 1024)
    expect(looking.updates.at(-1)?.snapshot.loss.outputBytesDropped).toBe(1_000_000 - 256 * 1024)
  })

  it('that comes late gets what there was, also after the end', async () => {
    const run = startRun()
    session.say({ type: 'output', chunks: [chunk('early')] })
    session.say({ type: 'ended', end: completed })
    await run.ended
    const watcher = new FakeWatcher()
    run.watch(watcher)
    await vi.advanceTimersByTimeAsync(0)
    expect(watcher.updates).toHaveLength(1)
    expect(watcher.updates[0]).toMatchObject({ output: [chunk('early')], report: { schema: 1 } })
    expect(watcher.isEnded).toBe(true)
  })

  it('that fails or leaves is not asked again', async () => {
    const run = startRun()
    const emit = vi.fn(() => Promise.reject(new Error('gone')))
    run.watch({ emit, end: () => {} })
    const left = new FakeWatcher()
    run.watch(left)()
    await vi.advanceTimersByTimeAsync(0)
    session.say({ type: 'snapshot', snapshot: engineSnapshot() })
    await vi.advanceTimersByTimeAsync(300)
    expect(emit).toHaveBeenCalledTimes(1)
    expect(left.updates).toHaveLength(1)
    session.say({ type: 'ended', end: completed })
    await run.ended
  })
})

describe('ending one process', () => {
  it('is asked of the session, by its number', () => {
    const run = startRun()
    session.say({ type: 'snapshot', snapshot: engineSnapshot() })
    run.endProcess(1, 'SIGKILL')
    expect(session.commands.at(-1)).toEqual({ type: 'end-process', processId: 1, signal: 'SIGKILL' })
    session.say({ type: 'ended', end: completed })
  })

  it('is refused for one that is not there or has ended', () => {
    const run = startRun()
    const ended = { ...mainProcess, phase: 'ended' as const }
    session.say({ type: 'snapshot', snapshot: engineSnapshot({ processes: [ended] }) })
    expect(() => run.endProcess(7, 'SIGTERM')).toThrow(/no process number 7/)
    expect(() => run.endProcess(1, 'SIGTERM')).toThrow(/pid 100.*has ended already/)
    expect(session.commands.some(({ type }) => type === 'end-process')).toBe(false)
    session.say({ type: 'ended', end: completed })
  })
})
