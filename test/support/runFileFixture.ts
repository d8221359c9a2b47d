import type { RunFile } from '../../src/shared/runFile.ts'
import type { RunReport } from '../../src/shared/runReport.ts'

/** A small report, as a run of two processes with a queue leaves it. */
export function runReport(over: Partial<RunReport> = {}): RunReport {
  const process = {
    tid: null,
    parentPid: 4200,
    startMethod: 'spawn',
    startedAtMs: 0,
    readyAtMs: 40,
    endedAtMs: 180,
    exitCode: 0,
    signal: null,
    endCause: null,
    cpuMs: 60,
    peakRssBytes: 48_000_000,
    tasks: 0,
  }
  return {
    schema: 1,
    run: {
      id: 'run-1',
      program: 'queue.ts',
      runtime: 'node',
      startMethod: 'spawn',
      params: { messages: 5 },
      startedAt: '2026-11-20T15:00:00.000Z',
      durationMs: 200,
      outcome: 'completed',
      exitCode: 0,
      result: { sum: 10 },
    },
    machine: {
      logicalCores: 2,
      physicalCores: 2,
      memoryBytes: 8_000_000_000,
      platform: 'linux x64',
      runtimeVersion: 'node 24.21.0',
    },
    processes: [
      { ...process, processId: 1, pid: 4201, name: 'main', role: 'main' },
      { ...process, processId: 2, pid: 4202, parentPid: 4201, name: 'producer', role: 'process' },
    ],
    channels: [
      {
        id: 'queue-1',
        kind: 'queue',
        name: 'Queue-1',
        puts: 5,
        gets: 5,
        bytesIn: 120,
        bytesOut: 120,
        depth: 0,
        maxDepth: 3,
        openEnds: [],
      },
    ],
    locks: [],
    pools: [],
    output: [{ processId: 2, pid: 4202, stream: 'stdout', text: 'put 1\nput 2\n', atMs: 60 }],
    findings: [],
    loss: { eventsDropped: 0, outputBytesDropped: 0 },
    ...over,
  }
}

export function runFile(over: Partial<RunFile> = {}): RunFile {
  return {
    format: 'forkscope-run',
    version: 1,
    savedAtMs: Date.UTC(2026, 10, 20, 15, 1),
    name: 'queue.ts',
    report: runReport(),
    ...over,
  }
}
