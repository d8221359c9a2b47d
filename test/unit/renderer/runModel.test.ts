import { describe, expect, it } from 'vitest'
import { inertUpdate } from '../../../src/renderer/model/inertUpdate.ts'
import { applyUpdate, emptyRunModel } from '../../../src/renderer/model/runModel.ts'
import { progressOf } from '../../../src/renderer/model/runProgress.ts'
import { trafficRows } from '../../../src/renderer/model/runTraffic.ts'
import { processSnapshot, runSnapshot, runUpdate } from './runFixtures.ts'

describe('the run model', () => {
  it('takes names that a program gave, and sentences with them, inert and short', () => {
    const name = 'na\u202eme\u0000'
    const { snapshot, events } = inertUpdate(
      runUpdate({
        snapshot: runSnapshot({
          processes: [
            processSnapshot({ name, endCause: name }),
            processSnapshot({ name: 'x'.repeat(30_000), waits: [] }),
          ],
          findings: [{ code: 'a', severity: 'info', message: `${name}\nends`, pids: [], channels: [] }],
        }),
        events: [{ type: 'channel-created', id: 'q', name, atMs: 0 }],
      }),
    )
    const inert = 'na\\u202eme\u2400'
    expect(snapshot.processes[0]).toMatchObject({ name: inert, endCause: inert })
    expect(snapshot.processes[1]?.name).toMatch(/^x{119}…$/)
    expect(snapshot.findings[0]?.message).toBe(`${inert}\nends`)
    expect(events).toEqual([{ type: 'channel-created', id: 'q', name: inert, atMs: 0 }])
  })

  it('replaces the snapshot and adds output, events and partial results', () => {
    const first = applyUpdate(
      emptyRunModel('run-1'),
      runUpdate({
        output: [{ processId: 7, pid: 7, stream: 'stdout', text: 'one\ntw', atMs: 1 }],
        events: [{ type: 'process-started', processId: 1, pid: 7, name: 'main', atMs: 0 }],
        partial: [{ index: 0, value: 'a' }],
      }),
    )
    const second = applyUpdate(
      first,
      runUpdate({
        snapshot: runSnapshot({ elapsedMs: 2000, processes: [] }),
        output: [{ processId: 7, pid: 7, stream: 'stdout', text: 'o\n', atMs: 2 }],
        partial: [
          { index: 1, value: 'b' },
          { index: 0, value: 'c' },
        ],
      }),
    )
    expect(second.snapshot?.processes).toEqual([])
    expect(second.output.lines.map((line) => line.text)).toEqual(['one', 'two'])
    expect(second.timeline.lanes).toHaveLength(1)
    expect([...second.partial]).toEqual([
      [0, 'c'],
      [1, 'b'],
    ])
  })

  it('keeps the identity of what an update did not touch', () => {
    const before = applyUpdate(emptyRunModel('run-1'), runUpdate())
    const after = applyUpdate(before, runUpdate())
    expect(after.output).toBe(before.output)
    expect(after.timeline).toBe(before.timeline)
    expect(after.partial).toBe(before.partial)
    expect(after.loads).toBe(before.loads)
  })

  it('keeps the history of the whole run bounded, its last minute as measured', () => {
    let model = emptyRunModel('run-1')
    for (let n = 0; n < 10_000; n++) {
      const snapshot = runSnapshot({
        elapsedMs: n * 100,
        processes: [processSnapshot({ cpuPercent: n < 5000 ? 100 : 20 })],
      })
      model = applyUpdate(model, runUpdate({ snapshot }))
    }
    const series = model.cpuHistory.get(1)!
    expect(series.length).toBeLessThanOrEqual(480)
    expect(series.at(-1)).toEqual({ atMs: 999_900, value: 20 })
    const gaps = series
      .slice(-100)
      .map((sample, index, all) => sample.atMs - (all[index - 1]?.atMs ?? sample.atMs))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(500)
    expect(series[0]!.value).toBe(100)
    expect(series.every((sample, index) => index === 0 || sample.atMs > series[index - 1]!.atMs)).toBe(true)
  })

  it('shows pools in the columns of the channels, lost tasks settled', () => {
    const pool = {
      id: 'pool-1',
      workers: [1, 2],
      submitted: 100,
      completed: 60,
      failed: 2,
      lost: 1,
      retried: 0,
      busyMs: 0,
      overheadMs: 0,
      efficiency: 0,
      outstanding: 37,
      tasksPerSecond: 41,
      bytesIn: 10,
      bytesOut: 20,
    }
    const snapshot = runSnapshot({ pools: [pool], elapsedMs: 2000 })
    expect(trafficRows(snapshot)[0]).toMatchObject({
      kind: 'pool',
      puts: 100,
      gets: 63,
      depth: 37,
      perSecond: 41,
    })
    expect(trafficRows({ ...snapshot, phase: 'ended' })[0]).toMatchObject({ puts: 100, perSecond: 0 })
    const progress = progressOf(snapshot, null)!
    expect(progress).toMatchObject({ done: 63, total: 100 })
    expect(progress.remainingMs).toBeCloseTo((2000 * 37) / 63)
  })

  it('takes the host’s estimate of the time left before its own', () => {
    const progress = { label: 'items', done: 10, total: 200, remainingMs: 1400 }
    expect(progressOf(runSnapshot(), progress)).toMatchObject({ share: 0.05, remainingMs: 1400 })
    expect(progressOf(runSnapshot(), { ...progress, done: 200 })?.remainingMs).toBe(0)
    expect(progressOf(runSnapshot(), { ...progress, done: 1, remainingMs: null })?.remainingMs).toBe(null)
    expect(progressOf(runSnapshot(), null)).toBe(null)
    expect(progressOf(runSnapshot(), progress, true)).toMatchObject({ done: 200, share: 1, remainingMs: 0 })
    const told = applyUpdate(emptyRunModel('run-1'), runUpdate({ snapshot: runSnapshot({ progress }) }))
    expect(applyUpdate(told, runUpdate()).progress).toEqual(progress)
  })
})
