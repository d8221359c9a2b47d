import type { ProcessSnapshot, RunSnapshot, RunUpdate } from '../../../src/shared/runUpdate.ts'

export function processSnapshot(over: Partial<ProcessSnapshot> = {}): ProcessSnapshot {
  return {
    processId: 1,
    tid: null,
    pid: 4211,
    parentPid: 4200,
    name: 'worker-1',
    role: 'pool-worker',
    startMethod: 'spawn',
    startedAtMs: 0,
    readyAtMs: 40,
    endedAtMs: null,
    exitCode: null,
    signal: null,
    cpuMs: 120,
    peakRssBytes: 48_000_000,
    tasks: 3,
    phase: 'running',
    endedBy: null,
    endCause: null,
    waits: [],
    state: 'running',
    cpuPercent: 98,
    rssBytes: 46_000_000,
    core: 3,
    threads: 11,
    ...over,
  }
}

export function runSnapshot(over: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    runId: 'run-1',
    phase: 'running',
    elapsedMs: 1000,
    processes: [processSnapshot()],
    channels: [],
    locks: [],
    pools: [],
    progress: null,
    findings: [],
    eventsTotal: 0,
    loss: { eventsDropped: 0, outputBytesDropped: 0 },
    ...over,
  }
}

export function runUpdate(over: Partial<RunUpdate> = {}): RunUpdate {
  return { snapshot: runSnapshot(), events: [], output: [], machine: null, ...over }
}
