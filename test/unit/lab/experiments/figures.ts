import type { ExperimentRow } from '../../../../src/shared/experiment.ts'
import type { ExperimentFigures } from '../../../../src/lab/experiments/rowFigures.ts'
import { machine } from '../fakeSession.ts'

export function row(part: Partial<ExperimentRow>): ExperimentRow {
  const workers = part.workers ?? 1
  const medianMs = part.medianMs ?? 1_000
  const speedUp = part.speedUp ?? 1_000 / medianMs
  return {
    startMethod: 'spawn',
    chunkSize: 25,
    repeats: 5,
    minMs: medianMs,
    maxMs: medianMs,
    efficiency: speedUp / workers,
    startUpMs: 50,
    transferMs: 1,
    waitMs: Math.max(0, medianMs - 1 - 1_000 / workers),
    workMs: 1_000 / workers,
    resultDigest: 'same',
    ...part,
    workers,
    medianMs,
    speedUp,
  }
}

/** 200 items that take one second in series, on four cores. */
export function figures(rows: ExperimentRow[], part: Partial<ExperimentFigures> = {}): ExperimentFigures {
  const serial = { medianMs: 1_000, minMs: 1_000, maxMs: 1_000 }
  return { items: 200, serial, rows, serialDigest: 'same', machine, ...part }
}
