/** Figures as people read them: three significant digits and a unit. */

const timeUnits: readonly [limit: number, divisor: number, unit: string][] = [
  [0.001, 0.000_001, 'ns'],
  [1, 0.001, 'µs'],
  [1_000, 1, 'ms'],
  [120_000, 1_000, 's'],
  [7_200_000, 60_000, 'min'],
  [Infinity, 3_600_000, 'h'],
]

/** @param ms - milliseconds; negative counts as 0 */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms)
  if (value === 0) return '0 ms'
  const [, divisor, unit] = timeUnits.find(([limit]) => value < limit) ?? [0, 1, 'ms']
  return `${formatNumber(value / divisor)} ${unit}`
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return `${unit === 0 ? String(Math.round(value)) : formatNumber(value)} ${units[unit] ?? 'B'}`
}

/** Three significant digits, thousands apart: 0.0312, 3.61, 48.2, 1,250. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

/** `1 worker`, `2 workers`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`
}
