import type { ExperimentRow } from '../../shared/experiment.ts'
import { countOf, formatDuration, formatNumber } from '../words.ts'
import { fastestRow, type ExperimentFigures } from './rowFigures.ts'

/** Below this a speed-up is within what repeats differ by. */
const worthwhileSpeedUp = 1.05
/** A setting this near to the best is as good, and with fewer workers better. */
const asGood = 0.95

/** What to do, in one sentence. */
export function experimentAdvice(figures: ExperimentFigures): string {
  const best = fastestRow(figures.rows)
  if (!best) {
    const { items, serial } = figures
    return `Serial takes ${formatDuration(serial.medianMs)} for ${countOf(items, 'item')}; measure a start method such as spawn to see what workers bring.`
  }
  return best.speedUp < worthwhileSpeedUp ? serialAdvice(figures, best) : parallelAdvice(figures, best)
}

function serialAdvice({ items, serial, machine }: ExperimentFigures, best: ExperimentRow): string {
  const perItem = serial.medianMs / items
  const parallelism = Math.min(best.workers, machine.logicalCores)
  const handOver = Math.max(0, best.medianMs - serial.medianMs / parallelism) / items
  if (parallelism === 1) {
    const why = machine.logicalCores === 1 ? 'this machine has one core' : 'one worker cannot share the work'
    return `Serial is ${comparison(best)}: ${why}, and handing an item over costs ${formatDuration(handOver)}.`
  }
  return `Serial is ${comparison(best)}: one item takes ${formatDuration(perItem)}, handing it over costs ${formatDuration(handOver)}.`
}

function comparison({ speedUp }: ExperimentRow): string {
  const times = speedUp > 0 ? 1 / speedUp : 1
  return times < worthwhileSpeedUp ? 'as fast' : `${formatNumber(times)} × faster than the best pool`
}

function parallelAdvice(figures: ExperimentFigures, best: ExperimentRow): string {
  const enough = fewestWorkers(figures.rows, best)
  const share = Math.round(enough.efficiency * 100)
  const verb = enough.workers === 1 ? 'is' : 'are'
  const gain = `${formatNumber(enough.speedUp)} × serial (${share} % of ideal)`
  return `${workersOf(enough)} ${verb} ${gain}${beyond(figures, enough)}${startUpWords(figures, enough)}.`
}

/** The row with the fewest workers among those that are as good as the best. */
function fewestWorkers(rows: readonly ExperimentRow[], best: ExperimentRow): ExperimentRow {
  const good = rows.filter((row) => row.speedUp >= best.speedUp * asGood)
  const fewest = Math.min(...good.map((row) => row.workers))
  return fastestRow(good.filter((row) => row.workers === fewest)) ?? best
}

function beyond({ rows, machine }: ExperimentFigures, row: ExperimentRow): string {
  const cores = machine.logicalCores
  const most = Math.max(...rows.map((other) => other.workers))
  if (most > row.workers) return `; beyond ${row.workers} nothing is gained`
  if (row.workers >= cores) return ''
  return `; this machine has ${countOf(cores, 'logical core')}, so measure more workers`
}

/** For a single map the workers' start counts too. */
function startUpWords({ serial }: ExperimentFigures, row: ExperimentRow): string {
  const saved = serial.medianMs - row.medianMs
  if (row.startUpMs <= saved) return ''
  return `, but starting them takes ${formatDuration(row.startUpMs)}, more than one map saves (${formatDuration(saved)}): keep the pool`
}

function workersOf({ workers }: ExperimentRow): string {
  return countOf(workers, 'worker')
}
