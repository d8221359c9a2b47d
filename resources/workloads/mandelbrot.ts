interface Row {
  /** Imaginary part of the row's points. */
  im: number
  /** Real part of the leftmost point, and the distance from one point to the next. */
  re: number
  step: number
  width: number
  maxIterations: number
}

interface Parameters {
  width: number
  maxIterations: number
  area: string
}

/** Centre and width of what is drawn, in the complex plane. */
const areas: Record<string, { re: number; im: number; width: number }> = {
  'whole set': { re: -0.65, im: 0, width: 3.2 },
  'seahorse valley': { re: -0.745, im: 0.11, width: 0.012 },
  spiral: { re: -0.761574, im: -0.0847596, width: 0.00125 },
}

/** The rows of one picture, from top to bottom. */
export function items(count: number, { width, maxIterations, area }: Parameters): Row[] {
  const view = areas[area] ?? areas['whole set']!
  const step = view.width / width
  const top = view.im + (step * (count - 1)) / 2
  const re = view.re - (step * (width - 1)) / 2
  return Array.from({ length: count }, (_, row) => ({ im: top - row * step, re, step, width, maxIterations }))
}

/** One row of pixels, three bytes each: red, green, blue. */
export function mandelbrotRow(row: Row): { width: number; rgb: Uint8Array } {
  const rgb = new Uint8Array(row.width * 3)
  for (let x = 0; x < row.width; x++) {
    const escape = escapeTime(row.re + x * row.step, row.im, row.maxIterations)
    if (escape < row.maxIterations) paint(rgb, x * 3, escape)
  }
  return { width: row.width, rgb }
}

/** Steps until the point's orbit leaves for good, smoothed; `maxIterations` when it stays. */
function escapeTime(re: number, im: number, maxIterations: number): number {
  let x = 0
  let y = 0
  for (let n = 0; n < maxIterations; n++) {
    const xx = x * x
    const yy = y * y
    if (xx + yy > 64) return Math.max(0, n + 1 - Math.log2(Math.log2(xx + yy) / 2))
    y = 2 * x * y + im
    x = xx - yy + re
  }
  return maxIterations
}

/** Colours go round slowly with the logarithm, so that quick and slow points both show detail. */
function paint(rgb: Uint8Array, at: number, escape: number): void {
  const turn = Math.log2(escape + 1) * 1.1
  for (let channel = 0; channel < 3; channel++) {
    rgb[at + channel] = Math.round(127.5 * (1 - Math.cos(turn + channel * 0.7)))
  }
}
