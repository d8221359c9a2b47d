/**
 * One line of CSV (RFC 4180). Text that a spreadsheet would take for a formula gets a leading apostrophe.
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map(csvCell).join(',')
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
