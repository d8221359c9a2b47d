import type { MachineLoad } from '../../shared/machine.ts'
import type { RunReport } from '../../shared/runReport.ts'
import type { Progress, RunSnapshot, RunUpdate } from '../../shared/runUpdate.ts'
import { appendLoad } from './coreLoad.ts'
import { pushSample, type Sample } from './ring.ts'
import { appendOutput, emptyOutput, type OutputLog } from './runOutput.ts'
import { applyEvents, emptyTimeline, type Timeline } from './runTimeline.ts'

/**
 * All that the interface knows of one run. `applyUpdate` is its only change: the snapshot replaces what was,
 * events and output are added. Parts that an update did not touch keep their identity, so that a panel
 * which reads one part alone is not drawn again.
 */
export interface RunModel {
  runId: string
  /** Null before the first update. */
  snapshot: RunSnapshot | null
  output: OutputLog
  timeline: Timeline
  /** CPU in percent of one core over the whole run, by the process's number in the run. */
  cpuHistory: ReadonlyMap<number, readonly Sample[]>
  /** Puts per second (tasks for a pool), by the channel's id. */
  rateHistory: ReadonlyMap<string, readonly Sample[]>
  /** The machine during the run, at most a minute. */
  loads: readonly MachineLoad[]
  /** Partial results by item index, newest value. */
  partial: ReadonlyMap<number, unknown>
  droppedPartials: number
  /** The last progress that was told: the final snapshot may have none. */
  progress: Progress | null
  report: RunReport | null
}

/** Two samples a second: the last minute as measured, the whole run before it coarser and coarser. */
const history = { capacity: 480, newest: 120, minGapMs: 500 }
const maxPartials = 10_000

/** `loads` is what is known of the machine before the run. */
export function emptyRunModel(runId: string, loads: readonly MachineLoad[] = []): RunModel {
  return {
    runId,
    snapshot: null,
    output: emptyOutput,
    timeline: emptyTimeline,
    cpuHistory: new Map(),
    rateHistory: new Map(),
    loads,
    partial: new Map(),
    droppedPartials: 0,
    progress: null,
    report: null,
  }
}

export function applyUpdate(model: RunModel, update: RunUpdate): RunModel {
  const { snapshot } = update
  return {
    ...model,
    snapshot,
    output: appendOutput(model.output, update.output),
    timeline: applyEvents(model.timeline, update.events),
    cpuHistory: sampleCpu(model.cpuHistory, snapshot),
    rateHistory: sampleRates(model.rateHistory, snapshot),
    loads: update.machine ? appendLoad(model.loads, update.machine) : model.loads,
    ...mergePartials(model, update.partial),
    progress: snapshot.progress ?? model.progress,
    report: update.report ?? model.report,
  }
}

type Series<K> = ReadonlyMap<K, readonly Sample[]>

function sampleCpu(series: Series<number>, snapshot: RunSnapshot): Series<number> {
  const next = new Map(series)
  for (const process of snapshot.processes) {
    if (process.cpuPercent === null || process.phase === 'ended') continue
    const sample = { atMs: snapshot.elapsedMs, value: process.cpuPercent }
    next.set(process.processId, pushSample(series.get(process.processId) ?? [], sample, history))
  }
  return next
}

function sampleRates(series: Series<string>, snapshot: RunSnapshot): Series<string> {
  const next = new Map(series)
  const push = (id: string, value: number): void => {
    next.set(id, pushSample(series.get(id) ?? [], { atMs: snapshot.elapsedMs, value }, history))
  }
  for (const channel of snapshot.channels) push(channel.id, channel.putsPerSecond)
  for (const pool of snapshot.pools) push(pool.id, pool.tasksPerSecond)
  return next
}

function mergePartials(
  model: RunModel,
  partial: RunUpdate['partial'],
): Pick<RunModel, 'partial' | 'droppedPartials'> {
  const { droppedPartials } = model
  if (partial === undefined || partial.length === 0) return { partial: model.partial, droppedPartials }
  const next = new Map(model.partial)
  let dropped = droppedPartials
  for (const { index, value } of partial) {
    if (next.size < maxPartials || next.has(index)) next.set(index, value)
    else dropped++
  }
  return { partial: next, droppedPartials: dropped }
}
