import type { ExperimentReport, ExperimentRow } from '../../shared/experiment.ts'
import { coresToUse, type MachineInfo } from '../../shared/machine.ts'
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

/** What an item costs beside its work, in one worker: transferring it, and waiting for it. */
export function costPerItemMs(row: ExperimentRow, items: number): number {
  return ((row.transferMs + row.waitMs) * row.workers) / items
}

/**
 * How much longer the same work took in the workers than in the serial loop: well above 1 when something else
 * had the cores, or when there are more workers than cores.
 */
export function workInflation(row: ExperimentRow, serial: Spread): number {
  return ratio(row.workMs * row.workers, serial.medianMs)
}

/**
 * How many items (at this work per item), and how much work per item (at this many items), make the fastest
 * parallel row beat serial with its start-up included.
 *
 *   serial: n · w        parallel: start-up + n · (w / p + o)
 *
 * with n items, w ms of work each, p workers that have a core, o what an item costs besides. Empty when more
 * of either never helps.
 */
export function breakEven({
  items,
  serial,
  rows,
  machine,
}: ExperimentFigures): ExperimentReport['breakEven'] {
  // One worker shares nothing: no amount of work makes it pay.
  const sharing = rows.filter((row) => row.workers > 1)
  const best = fastestRow(sharing.length > 0 ? sharing : rows)
  if (!best || items === 0) return {}
  const gainPerItem = (serial.medianMs - best.medianMs) / items
  const parallelism = Math.min(best.workers, coresToUse(machine))
  const overheadPerItem = (best.transferMs + best.waitMs) / items
  const savedShare = 1 - 1 / parallelism
  return {
    ...(gainPerItem > 0 && { items: Math.max(1, Math.ceil(best.startUpMs / gainPerItem)) }),
    ...(savedShare > 0 && { workMsPerItem: (best.startUpMs / items + overheadPerItem) / savedShare }),
  }
}

function ratio(a: number, b: number): number {
  return b > 0 ? a / b : 0
}
