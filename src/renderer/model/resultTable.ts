/** Results as a table: one column for plain values, one per member where every result is a flat object. */
export interface ResultTable {
  columns: string[]
  rows: string[][]
}

const maxColumns = 8
const maxCellCharacters = 200

export function resultTable(values: readonly unknown[]): ResultTable {
  const members = memberNames(values)
  if (members === null) return { columns: ['Result'], rows: values.map((value) => [cellText(value)]) }
  return {
    columns: members,
    rows: values.map((value) => members.map((name) => cellText((value as Record<string, unknown>)[name]))),
  }
}

/** One value as a line of text: strings as they are, everything else as JSON; long ones are cut and say so. */
export function cellText(value: unknown): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= maxCellCharacters
    ? text
    : `${text.slice(0, maxCellCharacters)} … (${text.length.toLocaleString('en')} characters)`
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
