import type { ExperimentReport, ExperimentRow } from '../../shared/experiment.ts'
import type { MachineInfo } from '../../shared/machine.ts'
import type { MeasuredRow, MeasuredSerial } from './experimentNotes.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** What the rules on an experiment are given: the rows, and what they are compared with. */
export interface ExperimentFigures {
  items: number
  serial: Spread
  /** Parallel rows only. */
  rows: readonly ExperimentRow[]
  serialDigest: string
  machine: MachineInfo
}

export function parallelRow(measured: MeasuredRow, serial: Spread): ExperimentRow {
  const { timesMs, ...rest } = measured
  const spread = spreadOf(timesMs)
  const speedUp = ratio(serial.medianMs, spread.medianMs)
  return { ...rest, ...spread, repeats: timesMs.length, speedUp, efficiency: speedUp / measured.workers }
}

/** The serial baseline as a row of its own, where it was asked for. */
export function serialRow(serial: MeasuredSerial): ExperimentRow {
  const spread = spreadOf(serial.timesMs)
  return {
    startMethod: 'serial',
    workers: 1,
    chunkSize: Math.max(1, serial.items),
    repeats: serial.timesMs.length,
    ...spread,
    speedUp: 1,
    efficiency: 1,
    startUpMs: 0,
    transferMs: 0,
    waitMs: 0,
    workMs: spread.medianMs,
    resultDigest: serial.resultDigest,
  }
}

export function fastestRow(rows: readonly ExperimentRow[]): ExperimentRow | undefined {
  return rows.reduce<ExperimentRow | undefined>(
    (best, row) => (best === undefined || row.medianMs < best.medianMs ? row : best),
    undefined,
  )
}

/**
 * How many items (at this work per item), and how much work per item (at this many items), make the fastest
 * parallel row beat serial with its start-up included.
 *
 *   serial: n · w        parallel: start-up + n · (w / p + o)
 *
 * with n items, w ms of work each, p the share of the work that each worker is spared, o what an item costs
 * beyond it. Empty when more of either never helps.
 */
export function breakEven({
  items,
  serial,
  rows,
  machine,
}: ExperimentFigures): ExperimentReport['breakEven'] {
  const best = fastestRow(rows)
  if (!best || items === 0) return {}
  const serialPerItem = serial.medianMs / items
  const gainPerItem = serialPerItem - best.medianMs / items
  const parallelism = Math.min(best.workers, machine.logicalCores)
  const costPerItem = Math.max(0, best.medianMs - serial.medianMs / parallelism) / items
  const savedShare = 1 - 1 / parallelism
  return {
    ...(gainPerItem > 0 && { items: Math.max(1, Math.ceil(best.startUpMs / gainPerItem)) }),
    ...(savedShare > 0 && { workMsPerItem: (best.startUpMs / items + costPerItem) / savedShare }),
  }
}

function ratio(a: number, b: number): number {
  return b > 0 ? a / b : 0
}
