import { inertLine } from './inertText.ts'

export interface Column<Row> {
  title: string
  /** Default `left`. Figures go right. */
  align?: 'left' | 'right'
  text(row: Row): string
}

/** Aligned columns, two spaces apart, without trailing spaces. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map((column) => inertLine(column.text(row))))
  const lines = [columns.map((column) => column.title), ...cells]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => displayWidth(line[index] ?? ''))))
  return lines.map((line) =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd(),
  )
}

function pad(cell: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(cell)))
  return align === 'left' ? cell + space : space + cell
}

/** Code points, which is what most names need; wide characters make their own line uneven, no other. */
function displayWidth(text: string): number {
  return [...text].length
}

/** Cuts to a terminal's width, so that a long command does not wrap. */
export function cutLine(line: string, columns: number): string {
  const characters = [...line]
  return characters.length <= columns ? line : `${characters.slice(0, columns - 1).join('')}…`
}
