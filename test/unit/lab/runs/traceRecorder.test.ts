import { expect, it } from 'vitest'
import { TraceRecorder } from '../../../../src/lab/runs/traceRecorder.ts'
import type { RunReport } from '../../../../src/shared/runReport.ts'
import type { RunUpdate } from '../../../../src/shared/runUpdate.ts'
import { engineSnapshot, mainProcess } from '../fakeSession.ts'

it('records lives, waits and counters in microseconds', () => {
  const recorder = new TraceRecorder()
  const channel = { name: 'Queue-1', depth: 3, bytesPerSecond: 500 }
  const snapshot = { ...engineSnapshot({ elapsedMs: 40 }), channels: [channel] }
  const waited = {
    type: 'unblocked',
    atMs: 30,
    processId: 1,
    pid: 100,
    operation: 'get',
    on: 'Queue-1',
    waitedMs: 12,
  }
  recorder.add({ snapshot, events: [waited] } as unknown as RunUpdate)
  const report = {
    run: { id: 'r', program: 'a.ts', startedAt: '', outcome: 'completed' },
    processes: [{ ...mainProcess, endedAtMs: 90, exitCode: 0 }],
    loss: { eventsDropped: 2, outputBytesDropped: 0 },
  } as unknown as RunReport
  const trace = JSON.parse(recorder.toJson(report)) as { traceEvents: object[]; otherData: object }
  expect(trace.traceEvents).toMatchObject([
    { ph: 'M', pid: 100, args: { name: 'MainProcess (main)' } },
    { ph: 'X', pid: 100, ts: 0, dur: 90_000, cat: 'process' },
    { ph: 'X', pid: 100, name: 'waits: get Queue-1', ts: 18_000, dur: 12_000 },
    { ph: 'C', name: 'Queue-1', ts: 40_000, args: { depth: 3 } },
    { ph: 'C', name: 'Queue-1 bytes/s', args: { bytes: 500 } },
  ])
  expect(trace.otherData).toMatchObject({ eventsDropped: 2 })
})
