import { formatDuration, quantityText } from '../../model/format.ts'

/** A tick of a time axis: round numbers read better without the digits that a figure has. `0`, `500 ms`, `2 s`. */
export function axisDuration(ms: number): string {
  if (ms === 0) return '0'
  const { value, unit } = formatDuration(ms)
  return quantityText({ value: value.includes(':') ? value : String(Number(value)), unit })
}
