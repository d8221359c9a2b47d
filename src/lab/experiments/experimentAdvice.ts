import type { ExperimentRow } from '../../shared/experiment.ts'
import { coresToUse } from '../../shared/machine.ts'
import { countOf, formatDuration, formatNumber } from '../words.ts'
import { costPerItemMs, fastestRow, workInflation, type ExperimentFigures } from './rowFigures.ts'

/** Below this a speed-up is within what repeats differ by. */
const worthwhileSpeedUp = 1.05
/** The same work does not take so much longer by itself. */
const disturbed = 1.3
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

function serialAdvice({ items, serial, rows, machine }: ExperimentFigures, best: ExperimentRow): string {
  const inflation = workInflation(best, serial)
  if (best.workers <= coresToUse(machine) && inflation > disturbed && best.workMs > best.medianMs / 2) {
    return `The same work took ${formatNumber(inflation)} × as long in the workers as in the serial loop: something else had the cores, so measure again when the machine is quiet.`
  }
  const times = best.speedUp > 0 ? 1 / best.speedUp : 1
  const comparison =
    times < worthwhileSpeedUp
      ? 'as fast as the best pool'
      : `${formatNumber(times)} × faster than the best pool`
  const more = rows.every((row) => row.workers === 1)
    ? '; one worker cannot share the work, so measure two or more'
    : ''
  return `Serial is ${comparison}: one item takes ${formatDuration(serial.medianMs / items)}, handing it over costs ${formatDuration(costPerItemMs(best, items))}${more}.`
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
  const cores = coresToUse(machine)
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
