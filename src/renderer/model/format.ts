/**
 * Numbers for people. A quantity keeps its unit apart, so that the unit can be set lighter and columns align.
 * All figures have a fixed number of digits per magnitude: live values do not jump about.
 */
export interface Quantity {
  value: string
  /** Empty for a plain count. */
  unit: string
}

/** Shown for what is not known (yet). */
export const unknownText = '–'

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Decimal units: 1 kB = 1,000 B. Three significant digits. */
export function formatBytes(bytes: number | null | undefined): Quantity {
  if (!isKnown(bytes)) return unknown
  return scaled(bytes, byteUnits)
}

/** `bytes` per second. */
export function formatByteRate(bytesPerSecond: number | null | undefined): Quantity {
  const { value, unit } = formatBytes(bytesPerSecond)
  return { value, unit: unit && `${unit}/s` }
}

/** Events per second: `41 /s`, `3.2 k/s`. */
export function formatRate(perSecond: number | null | undefined): Quantity {
  if (!isKnown(perSecond)) return unknown
  const { value, unit } = scaled(perSecond, ['', 'k', 'M', 'G'])
  return { value, unit: `${unit}/s` }
}

/** `µs`, `ms`, `s` with three significant digits; from one minute on `m:ss`, from one hour on `h:mm:ss`. */
export function formatDuration(ms: number | null | undefined): Quantity {
  if (!isKnown(ms)) return unknown
  if (ms < 0) return negated(formatDuration(-ms))
  if (ms === 0) return { value: '0', unit: 'ms' }
  if (ms < 0.9995) return { value: significant(ms * 1000), unit: 'µs' }
  if (ms < 999.5) return { value: significant(ms), unit: 'ms' }
  if (ms < 59_950) return { value: significant(ms / 1000), unit: 's' }
  const seconds = Math.round(ms / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = pad(seconds % 60)
  return hours > 0
    ? { value: `${hours}:${pad(minutes)}:${rest}`, unit: 'h' }
    : { value: `${minutes}:${rest}`, unit: 'min' }
}

/** A running clock, `mm:ss.t`: one digit of tenths, never changing width below an hour. */
export function formatClock(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100))
  const minutes = Math.floor(tenths / 600)
  return `${pad(minutes)}:${pad(Math.floor(tenths / 10) % 60)}.${tenths % 10}`
}

/** One decimal below ten percent, whole numbers above. `percent` is 0–100 (or more, for several cores). */
export function formatPercent(percent: number | null | undefined): Quantity {
  if (!isKnown(percent)) return unknown
  const decimals = Math.abs(percent) < 9.95 ? 1 : 0
  return { value: percent.toFixed(decimals), unit: '%' }
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Grouped in thousands: `12,480`. */
export function formatCount(count: number | null | undefined): Quantity {
  return isKnown(count) ? { value: grouped.format(count), unit: '' } : unknown
}

const twoDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 })

/** A ratio such as a speed-up: `3.60 ×`. A small one keeps two digits: no measured speed-up is 0. */
export function formatRatio(ratio: number | null | undefined): Quantity {
  if (!isKnown(ratio)) return unknown
  const isSmall = ratio > 0 && ratio < 0.0995
  return { value: isSmall ? twoDigits.format(ratio) : significant(ratio), unit: '×' }
}

/** `value unit` as one string, with a no-break space. */
export function quantityText({ value, unit }: Quantity): string {
  return unit === '' ? value : `${value}\u00a0${unit}`
}

/**
 * When a process began: the time for today, the date before. `startedAt` and `now` are Unix times in ms;
 * 0 means unknown.
 */
export function formatStart(startedAt: number, now: number): string {
  if (startedAt <= 0) return unknownText
  const date = new Date(startedAt)
  const today = new Date(now)
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
  return date.toDateString() === today.toDateString() ? time : isoDate(date)
}

/** The whole instant, local time: `2026-03-01 14:05:09`. */
export function formatInstant(unixMs: number): string {
  if (unixMs <= 0) return unknownText
  const date = new Date(unixMs)
  return `${isoDate(date)} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
}

const unknown: Quantity = { value: unknownText, unit: '' }

function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function scaled(amount: number, units: readonly string[]): Quantity {
  if (amount < 0) return negated(scaled(-amount, units))
  let index = 0
  let value = amount
  // 999.5 would be shown as 1000: it belongs to the next unit.
  while (value >= 999.5 && index < units.length - 1) {
    value /= 1000
    index++
  }
  return { value: index === 0 ? whole(value) : significant(value), unit: units[index] ?? '' }
}

/** A count below a thousand: whole, except small rates, which would all read 0. */
function whole(value: number): string {
  return value > 0 && value < 9.95 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(0)
}

function significant(value: number): string {
  const size = Math.abs(value)
  if (size < 9.995) return value.toFixed(2)
  return size < 99.95 ? value.toFixed(1) : value.toFixed(0)
}

function negated({ value, unit }: Quantity): Quantity {
  return { value: `−${value}`, unit }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

function isoDate(date: Date): string {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}
