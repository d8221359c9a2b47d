import type { CaseResult, ContenderResult, FloorResult, Machine } from '../runner/results.ts'
import { formatFigure, formatRatio } from './numbers.ts'

/** The report as text. Pure. */

export function machineText(machine: Machine): string {
  const gibibytes = Math.round(machine.memoryBytes / 2 ** 30)
  const python = machine.python ? `CPython ${machine.python}` : 'no python3'
  return `${machine.cpu}, ${machine.logicalCores} logical cores, ${gibibytes} GiB, ${machine.platform}, Node ${machine.node}, ${python}`
}

export function caseText(result: CaseResult): string {
  const title = `${result.id}: ${result.title}`
  const header = ['', result.unit, 'min – max', 'Forkscope is', '']
  const rows = sorted(result).map((contender) => row(contender, result))
  const lines = [title, ...table([header, ...rows])]
  for (const { label, failures, rounds } of result.contenders) {
    if (failures.length === 0) continue
    lines.push(`  ✗ ${label} failed in ${failures.length} of ${rounds.length} rounds: ${failures.at(-1)}`)
  }
  if (result.tooBusy)
    lines.push('  The machine was too busy to tell: others used it, see foreignShare in the JSON.')
  return lines.join('\n')
}

/** Best first; who has no figure comes last. */
function sorted({ contenders, higherIsBetter }: CaseResult): ContenderResult[] {
  const rank = ({ figure }: ContenderResult): number => {
    if (!figure) return Infinity
    return higherIsBetter ? -figure.median : figure.median
  }
  return contenders.toSorted((a, b) => rank(a) - rank(b))
}

function row(contender: ContenderResult, { contenders }: CaseResult): string[] {
  const { label, kind, figure, ratio, ratioTo } = contender
  const name = kind === 'forkscope' ? `▸ ${label}` : `  ${label}`
  if (!figure) return [name, '–', contender.unavailable ?? 'no figure']
  const spread = `${formatFigure(figure.min)} – ${formatFigure(figure.max)}`
  const cells = [name, formatFigure(figure.median), spread]
  const other = contenders.find(({ id }) => id === ratioTo)
  if (!ratio || !other) return cells
  const range = `(${formatRatio(ratio.min)} – ${formatRatio(ratio.max)})`
  if (other.kind === 'forkscope') return [...cells, formatRatio(ratio.median), range]
  return [...cells, '', `${formatRatio(1 / ratio.median)} of ${other.label}`]
}

/** Columns padded to their widest cell: the first and last to the left, figures to the right. */
function table(rows: string[][]): string[] {
  const widths = [0, 1, 2, 3].map((column) =>
    // A note in place of figures may run over.
    Math.max(...rows.map((cells) => (cells.length === 3 ? 0 : (cells[column] ?? '').length))),
  )
  widths[0] = Math.max(...rows.map((cells) => cells[0]!.length))
  return rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 || column > 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  )
}

export function floorsText(floors: readonly FloorResult[]): string {
  return ['Floors', ...floors.map(floorLine)].join('\n')
}

function floorLine({ verdict, measured, atLeast, atMost, description }: FloorResult): string {
  const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`
  const found = measured === undefined ? '–' : formatFigure(measured)
  return `  ${verdict.padEnd(16)}  ${found.padStart(6)}  (${bound})  ${description}`
}
