import type { RunFile } from '../../shared/runFile.ts'
import type { RunReport } from '../../shared/runReport.ts'
import type { RunEvent, RunSnapshot } from '../../shared/runUpdate.ts'
import { appendOutput, emptyOutput } from './runOutput.ts'
import { emptyRunModel, type RunModel } from './runModel.ts'
import { applyEvents, emptyTimeline } from './runTimeline.ts'

/** Of more chunks of output the newest are shown: a file may hold far more than a page can. */
const maxChunks = 50_000

/** What the interface shows of a run that was saved: its end, as the report tells it. */
export function runOfFile({ report }: Pick<RunFile, 'report'>): RunModel {
  return {
    ...emptyRunModel(report.run.id),
    snapshot: snapshotOf(report),
    output: appendOutput(emptyOutput, report.output.slice(-maxChunks)),
    timeline: applyEvents(emptyTimeline, eventsOf(report)),
    report,
  }
}

function snapshotOf(report: RunReport): RunSnapshot {
  const { run, processes, channels, locks, pools, findings, loss } = report
  const unsampled = { state: null, cpuPercent: null, rssBytes: null, core: null, threads: null }
  return {
    runId: run.id,
    phase: 'ended',
    elapsedMs: run.durationMs,
    processes: processes.map((process) => ({
      ...process,
      ...unsampled,
      phase: 'ended',
      endedBy: null,
      waits: [],
    })),
    channels: channels.map((channel) => ({
      ...channel,
      putsPerSecond: 0,
      getsPerSecond: 0,
      bytesPerSecond: 0,
    })),
    locks: locks.map((lock) => ({ ...lock, holders: [] })),
    // A report does not count a pool's bytes: not a number is shown as unknown.
    pools: pools.map((pool) => ({
      ...pool,
      outstanding: 0,
      tasksPerSecond: 0,
      bytesIn: Number.NaN,
      bytesOut: Number.NaN,
    })),
    progress: null,
    findings,
    eventsTotal: 0,
    loss,
  }
}

/** The lives of the processes. What each waited for in between is not in a report. */
function eventsOf({ run, processes }: RunReport): RunEvent[] {
  return processes.flatMap((process): RunEvent[] => {
    const { processId, pid, name, startedAtMs, readyAtMs, endedAtMs, exitCode, signal } = process
    const who = { processId, pid }
    return [
      { type: 'process-started', ...who, atMs: startedAtMs, name },
      ...(readyAtMs === null ? [] : [{ type: 'process-ready' as const, ...who, atMs: readyAtMs }]),
      { type: 'process-exited', ...who, atMs: endedAtMs ?? run.durationMs, exitCode, signal },
    ]
  })
}
