import { inertText } from './inertText.ts'

/** Results as a table: one column for plain values, one per member where every result is a flat object. */
export interface ResultTable {
  columns: TableColumn[]
  rows: string[][]
}

interface TableColumn {
  name: string
  /** Some of its values are no numbers: it is read from the left. */
  isText: boolean
}

const maxColumns = 8
const maxCellCharacters = 200

export function resultTable(values: readonly unknown[]): ResultTable {
  const members = memberNames(values)
  if (members === null)
    return tableOf(
      ['Result'],
      values.map((value) => [value]),
    )
  return tableOf(
    members,
    values.map((value) => members.map((name) => (value as Record<string, unknown>)[name])),
  )
}

function tableOf(names: string[], rows: unknown[][]): ResultTable {
  const isText = (column: number): boolean =>
    rows.some((cells) => cells[column] !== undefined && typeof cells[column] !== 'number')
  return {
    columns: names.map((name, column) => ({ name: cellText(name), isText: isText(column) })),
    rows: rows.map((cells) => cells.map(cellText)),
  }
}

/** One value as a line of inert text: strings as they are, everything else as JSON; long ones are cut and say so. */
export function cellText(value: unknown): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= maxCellCharacters
    ? inertText(text)
    : `${inertText(text.slice(0, maxCellCharacters))} … (${text.length.toLocaleString('en')} characters)`
}

function memberNames(values: readonly unknown[]): string[] | null {
  const names = new Set<string>()
  for (const value of values) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || '$type' in value) return null
    for (const name of Object.keys(value)) names.add(name)
    if (names.size > maxColumns) return null
  }
  return names.size > 0 ? [...names] : null
}
