/** Three significant digits, thousands grouped: what a reader can compare at a glance. */
export function formatFigure(value: number): string {
  const rounded = Number(value.toPrecision(3))
  return rounded.toLocaleString('en-US', { maximumFractionDigits: rounded < 100 ? 2 : 0 })
}

export function formatRatio(ratio: number): string {
  return `${Number(ratio.toPrecision(ratio < 1 ? 2 : 3))} ×`
}
