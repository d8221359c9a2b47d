import type { MeasuredRow } from './experimentNotes.ts'
import { resolveChunkSize, type Combination } from './experimentPlan.ts'
import { digestResults } from './resultDigest.ts'
import type { MappedFunction } from './serialBaseline.ts'
import { medianIndex } from './statistics.ts'

/** What a measurement asks of a pool; the engine's `Pool` with its instrumentation. */
export interface MeasurablePool {
  whenReady(): Promise<void>
  statistics(): Promise<{ startUpMs: number; busyMs: number; transferMs: number }>
  map(fn: MappedFunction, items: readonly unknown[], chunkSize: number): Promise<unknown[]>
  /** Lets the workers finish and end; resolves when they have ended. */
  finish(): Promise<void>
  /** Ends the workers at once. */
  terminate(): Promise<void>
}

export interface RowMeasurement {
  combination: Combination
  items: readonly unknown[]
  fn: MappedFunction
  repeats: number
  /** Serial time of one item: how much a warm-up may take on. */
  serialMsPerItem: number
  /** Told before each repeat, counted from 0, and with its time after it. */
  onRepeat(repeat: number, tookMs: number | undefined): Promise<void>
}

/** New workers compile the function before they are measured; so long each of them gets. */
const warmUpMs = 150

/** Measures one combination on a pool of its own, which is gone afterwards. */
export async function measureRow(pool: MeasurablePool, measurement: RowMeasurement): Promise<MeasuredRow> {
  try {
    const row = await measure(pool, measurement)
    await pool.finish()
    return row
  } catch (error) {
    await pool.terminate()
    throw error
  }
}

async function measure(pool: MeasurablePool, measurement: RowMeasurement): Promise<MeasuredRow> {
  const { combination, items, fn, repeats, onRepeat } = measurement
  const { startMethod, workers } = combination
  const chunkSize = resolveChunkSize(combination, items.length)
  await pool.whenReady()
  await warmUp(pool, measurement)
  const runs: MeasuredRepeat[] = []
  let resultDigest = ''
  for (let repeat = 0; repeat < repeats; repeat++) {
    await onRepeat(repeat, undefined)
    const run = await measureRepeat(pool, fn, items, chunkSize)
    if (repeat === 0) resultDigest = digestResults(run.results)
    runs.push({ ...run, results: [] })
    await onRepeat(repeat, run.elapsedMs)
  }
  const timesMs = runs.map((run) => run.elapsedMs)
  const { startUpMs } = await pool.statistics()
  const split = splitTime(runs[medianIndex(timesMs)], workers)
  return { startMethod, workers, chunkSize, timesMs, startUpMs, ...split, resultDigest }
}

async function warmUp(pool: MeasurablePool, measurement: RowMeasurement): Promise<void> {
  const { combination, items, fn, serialMsPerItem } = measurement
  const affordable = Math.ceil((warmUpMs * combination.workers) / Math.max(serialMsPerItem, 1e-6))
  const count = Math.min(items.length, Math.max(combination.workers, affordable))
  const chunkSize = Math.max(1, Math.floor(count / (combination.workers * 2)))
  await pool.map(fn, items.slice(0, count), chunkSize)
}

interface MeasuredRepeat {
  elapsedMs: number
  busyMs: number
  transferMs: number
  results: unknown[]
}

async function measureRepeat(
  pool: MeasurablePool,
  fn: MappedFunction,
  items: readonly unknown[],
  chunkSize: number,
): Promise<MeasuredRepeat> {
  const before = await pool.statistics()
  const startedAt = performance.now()
  const results = await pool.map(fn, items, chunkSize)
  const elapsedMs = performance.now() - startedAt
  const after = await pool.statistics()
  return {
    elapsedMs,
    busyMs: after.busyMs - before.busyMs,
    transferMs: after.transferMs - before.transferMs,
    results,
  }
}

/** One worker's share of a repeat: working, transferring, and the rest of the time waiting. */
function splitTime(
  run: MeasuredRepeat | undefined,
  workers: number,
): Pick<MeasuredRow, 'transferMs' | 'waitMs' | 'workMs'> {
  if (!run) return { transferMs: 0, waitMs: 0, workMs: 0 }
  const workMs = run.busyMs / workers
  const transferMs = run.transferMs / workers
  return { transferMs, workMs, waitMs: Math.max(0, run.elapsedMs - workMs - transferMs) }
}
