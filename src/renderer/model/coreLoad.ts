import type { MachineLoad } from '../../shared/machine.ts'
import type { ProcessSnapshot } from '../../shared/runUpdate.ts'

/** How far back the charts of the cores go. */
export const loadWindowMs = 60_000
/** Bounds the series also when samples come faster than once a second. */
const maxLoads = 240

/** Appends a sample and forgets what is older than the window. A sample that is there already changes nothing. */
export function appendLoad(loads: readonly MachineLoad[], load: MachineLoad): readonly MachineLoad[] {
  const last = loads.at(-1)
  if (last && load.atMs <= last.atMs) return loads
  const kept = loads.filter((l) => load.atMs - l.atMs <= loadWindowMs)
  return [...kept.slice(-(maxLoads - 1)), load]
}

/** One point: `x` in seconds before the newest sample (0, -1, …), `y` in percent. */
export interface LoadPoint {
  x: number
  y: number
}

export interface CoreSeries {
  core: number
  label: string
  points: LoadPoint[]
  /** The newest value in percent; null before the first sample. */
  nowPercent: number | null
  /** Processes of the run that were last on this core, `worker-1 (4211)`. */
  runProcesses: string[]
}

/** One series per logical core, also for those without a sample yet. */
export function coreSeries(
  loads: readonly MachineLoad[],
  processes: readonly ProcessSnapshot[] = [],
): CoreSeries[] {
  const newest = loads.at(-1)
  const count = Math.max(0, ...loads.map((load) => load.cores.length))
  const onCore = processesByCore(processes)
  return Array.from({ length: count }, (_, core) => ({
    core,
    label: `core ${core}`,
    points: loads.flatMap((load) => {
      const y = load.cores[core]
      return y === undefined ? [] : [{ x: (load.atMs - newest!.atMs) / 1000, y }]
    }),
    nowPercent: newest?.cores[core] ?? null,
    runProcesses: onCore.get(core) ?? [],
  }))
}

function processesByCore(processes: readonly ProcessSnapshot[]): Map<number, string[]> {
  const byCore = new Map<number, string[]>()
  for (const process of processes) {
    if (process.core === null || process.phase === 'ended') continue
    const names = byCore.get(process.core) ?? []
    names.push(`${process.name} (${process.pid})`)
    byCore.set(process.core, names)
  }
  return byCore
}
