import type {
  ChannelSnapshot,
  PoolSnapshot,
  ProcessSnapshot,
  RunSnapshot,
} from '../../../../src/shared/runUpdate.ts'
import { engineSnapshot, mainProcess } from '../fakeSession.ts'

export function poolOf(part: Partial<PoolSnapshot> = {}): PoolSnapshot {
  return {
    ...{ id: 'Pool-1', workers: [201, 202], processes: 2, startUpMs: 100, startUpWaitMs: 0 },
    ...{ submitted: 10, completed: 10, failed: 0, lost: 0, retried: 0, outstanding: 0, tasksPerSecond: 0 },
    ...{ busyMs: 100, overheadMs: 20, efficiency: 0.8, bytesIn: 0, bytesOut: 0 },
    ...part,
  }
}

export function queueOf(part: Partial<ChannelSnapshot> = {}): ChannelSnapshot {
  return {
    ...{ id: '7', kind: 'queue', name: 'Queue-1', puts: 0, gets: 0, bytesIn: 0, bytesOut: 0, depth: 0 },
    ...{ maxDepth: 0, openEnds: [], putsPerSecond: 0, getsPerSecond: 0, bytesPerSecond: 0 },
    ...part,
  }
}

export function processOf(part: Partial<ProcessSnapshot>): ProcessSnapshot {
  return { ...mainProcess, processId: 2, pid: 201, name: 'Process-1', role: 'process', ...part }
}

export function snapshotOf(part: Partial<RunSnapshot>): RunSnapshot {
  return { ...engineSnapshot(), ...{ runId: 'r', phase: 'running', progress: null, findings: [] }, ...part }
}
