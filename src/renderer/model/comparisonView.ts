import type { ComparisonCell, ComparisonResult } from '../../shared/exerciseViews.ts'

export interface ComparisonCellWords {
  /** The median with its unit, or the fact. */
  main: string
  /** From the smallest to the largest; null where there are no figures. */
  spread: string | null
}

export interface ComparisonTableRow {
  id: string
  label: string
  note: string
  cells: ComparisonCellWords[]
  /** How the first column compares with the second, by their medians; null where that says nothing. */
  ratio: string | null
  repeats: string
}

const figures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

export function comparisonTable({ rows }: ComparisonResult): ComparisonTableRow[] {
  return rows.map(({ id, label, unit, note, cells, repeats }) => ({
    id,
    label,
    note,
    cells: cells.map((cell) => cellWords(cell, unit)),
    ratio: ratioWords(cells),
    repeats: repeatWords(repeats),
  }))
}

export function cellWords(cell: ComparisonCell, unit: string): ComparisonCellWords {
  if ('fact' in cell) return { main: cell.fact, spread: null }
  const { median, min, max } = cell
  const suffix = unit === '' ? '' : `\u00a0${unit}`
  return {
    main: `${figures.format(median)}${suffix}`,
    spread: `${figures.format(min)} – ${figures.format(max)}`,
  }
}

function repeatWords(repeats: number): string {
  if (repeats === 0) return 'Not measured.'
  return repeats === 1 ? 'Measured once.' : `Measured ${repeats} times.`
}

/** Where the ranges overlap the ratio of the medians may be chance: that is said instead. */
function ratioWords([first, second]: readonly ComparisonCell[]): string | null {
  if (!first || !second || 'fact' in first || 'fact' in second) return null
  if (first.median === second.median) return 'the same'
  if (first.min <= second.max && second.min <= first.max) return 'ranges overlap'
  return second.median > 0 && first.median > 0
    ? `${figures.format(first.median / second.median)}\u00a0×`
    : null
}

export interface ComparisonBar {
  /** In percent of the row's largest value. */
  value: number
  low: number
  high: number
}

export interface ComparisonChartData {
  labels: string[]
  /** A list of bars for each column; null where it has no figures. */
  columns: { label: string; bars: (ComparisonBar | null)[] }[]
  /** Rows that are in the table alone. */
  leftOut: number
}

/** The rows with figures, each by its own largest value: their units differ. */
export function comparisonChart({ columns, rows }: ComparisonResult): ComparisonChartData {
  const shown = rows
    .map(({ label, cells }) => ({ label, cells, largest: largestOf(cells) }))
    .filter(({ largest }) => largest > 0)
  return {
    labels: shown.map(({ label }) => label),
    columns: columns.map(({ label }, index) => ({
      label,
      bars: shown.map(({ cells, largest }) => barOf(cells[index], largest)),
    })),
    leftOut: rows.length - shown.length,
  }
}

/** 0 where there is nothing to be drawn: no figures, or negative ones, which have no share. */
function largestOf(cells: readonly ComparisonCell[]): number {
  const measured = cells.filter((cell) => 'samples' in cell)
  if (measured.some(({ min }) => min < 0)) return 0
  return Math.max(0, ...measured.map(({ max }) => max))
}

function barOf(cell: ComparisonCell | undefined, largest: number): ComparisonBar | null {
  if (!cell || 'fact' in cell) return null
  const percent = (value: number): number => (100 * value) / largest
  return { value: percent(cell.median), low: percent(cell.min), high: percent(cell.max) }
}
