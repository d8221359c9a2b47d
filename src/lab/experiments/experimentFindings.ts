import type { ExperimentRow } from '../../shared/experiment.ts'
import { coresToUse } from '../../shared/machine.ts'
import type { Finding } from '../../shared/runReport.ts'
import { countOf, formatDuration, formatNumber } from '../words.ts'
import { costPerItemMs, type ExperimentFigures } from './rowFigures.ts'

/** Repeats of one setting that differ by more than this share of their median say little. */
const noisySpread = 0.5
/** A larger chunk size that is faster by this factor shows that the smaller one was too small. */
const chunkGain = 1.2
/** More workers than cores are pointed out unless they gain this factor. */
const oversubscriptionGain = 1.1

/** What the figures show beyond the advice: pure rules, each a sentence with its evidence. */
export function experimentFindings(figures: ExperimentFigures): Finding[] {
  return [
    ...differingResults(figures),
    ...slowerThanSerial(figures),
    ...smallChunks(figures),
    ...oversubscription(figures),
    ...impossibleSpeedUp(figures),
    ...noise(figures),
  ]
}

function finding(code: string, severity: Finding['severity'], message: string): Finding {
  return { code, severity, message, pids: [], channels: [] }
}

function differingResults({ rows, serialDigest }: ExperimentFigures): Finding[] {
  const differing = rows.filter((row) => row.resultDigest !== serialDigest)
  if (differing.length === 0) return []
  const which = differing.length === rows.length ? 'Every parallel row' : listRows(differing)
  return [
    finding(
      'results-differ',
      'error',
      `${which} gave other results than serial: the function depends on more than its item (time, random numbers, what it kept from items before).`,
    ),
  ]
}

function slowerThanSerial({ rows, serial }: ExperimentFigures): Finding[] {
  const slower = rows.filter((row) => row.speedUp < 1)
  const slowest = slower.toSorted((a, b) => b.medianMs - a.medianMs)[0]
  if (!slowest) return []
  const share =
    slower.length === rows.length ? 'Every setting' : `${slower.length} of ${rows.length} settings`
  const verb = slower.length === 1 || slower.length === rows.length ? 'is' : 'are'
  return [
    finding(
      'slower-than-serial',
      'warning',
      `${share} ${verb} slower than serial (${formatDuration(serial.medianMs)}); the slowest, ${nameRow(slowest)}, takes ${formatDuration(slowest.medianMs)}.`,
    ),
  ]
}

function smallChunks({ rows, items }: ExperimentFigures): Finding[] {
  let worst: { small: ExperimentRow; large: ExperimentRow; gain: number } | undefined
  for (const small of rows) {
    for (const large of rows) {
      const isComparable = large.startMethod === small.startMethod && large.workers === small.workers
      const gain = small.medianMs / large.medianMs
      if (!isComparable || large.chunkSize <= small.chunkSize || gain < chunkGain) continue
      if (!worst || gain > worst.gain) worst = { small, large, gain }
    }
  }
  if (!worst) return []
  const { small, large, gain } = worst
  const workPerItem = (small.workMs * small.workers) / items
  const costPerItem = costPerItemMs(small, items)
  return [
    finding(
      'chunks-too-small',
      'warning',
      `Chunks of ${countOf(small.chunkSize, 'item')} are too small: an item works ${formatDuration(workPerItem)} and costs ${formatDuration(costPerItem)} besides; chunks of ${large.chunkSize.toLocaleString('en-US')} are ${formatNumber(gain)} × faster.`,
    ),
  ]
}

function oversubscription({ rows, machine }: ExperimentFigures): Finding[] {
  const cores = coresToUse(machine)
  const over = rows.filter((row) => row.workers > cores)
  const within = rows.filter((row) => row.workers <= cores)
  if (over.length === 0 || within.length === 0) return []
  const bestOver = Math.max(...over.map((row) => row.speedUp))
  const bestWithin = Math.max(...within.map((row) => row.speedUp))
  if (bestOver >= bestWithin * oversubscriptionGain) return []
  return [
    finding(
      'oversubscription',
      'info',
      `More workers than the ${countOf(cores, 'logical core')} of this machine bring ${formatNumber(bestOver)} × at best, and fewer ${formatNumber(bestWithin)} ×: they take turns on the cores.`,
    ),
  ]
}

/** Caches can help a little; more than this, the baseline itself was slow. */
const bestPossibleEfficiency = 1.15

function impossibleSpeedUp({ rows }: ExperimentFigures): Finding[] {
  const row = rows.find((candidate) => candidate.efficiency > bestPossibleEfficiency)
  if (!row) return []
  return [
    finding(
      'baseline-disturbed',
      'warning',
      `${formatNumber(row.speedUp)} × with ${countOf(row.workers, 'worker')} is more than they can bring: the serial baseline was disturbed, so measure again when the machine is quiet.`,
    ),
  ]
}

function noise({ rows, serial }: ExperimentFigures): Finding[] {
  const noisy = [serial, ...rows].filter(
    ({ medianMs, minMs, maxMs }) => medianMs > 0 && (maxMs - minMs) / medianMs > noisySpread,
  )
  if (noisy.length === 0) return []
  const of = rows.length + 1
  return [
    finding(
      'noisy',
      'info',
      `In ${noisy.length} of ${of} settings the repeats differ by more than half of their median: the machine was busy or the times are short; more repeats or items help.`,
    ),
  ]
}

function listRows(rows: readonly ExperimentRow[]): string {
  const named = rows.slice(0, 3).map(nameRow).join('; ')
  return rows.length > 3 ? `${named}; and ${rows.length - 3} more` : named
}

function nameRow({ startMethod, workers, chunkSize }: ExperimentRow): string {
  return `${startMethod} with ${countOf(workers, 'worker')} and chunks of ${chunkSize.toLocaleString('en-US')}`
}
