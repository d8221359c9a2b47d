import type { ChartOptions, ScaleOptionsByType, TooltipOptions } from 'chart.js'
import { useMemo } from 'react'
import { readToken, useAppearance } from '../../model/appearance.ts'
import { usePreferences } from '../../model/preferences.ts'

/** The tokens of a canvas, resolved for the theme on screen. */
export interface ChartTheme {
  text: string
  axis: string
  grid: string
  surface: string
  inverse: string
  onInverse: string
  run: string
  blocked: string
  io: string
  transfer: string
  idle: string
  /** Colours of series, to be told apart by more than colour where there are many. */
  series: readonly string[]
  fontFamily: string
  fontSizePx: number
}

/** Changes identity with the theme and the text size, so that charts are drawn anew. */
export function useChartTheme(): ChartTheme {
  const theme = useAppearance((state) => state.theme)
  const textSize = usePreferences((state) => (state.isProjector ? 'projector' : state.textSize))
  return useMemo(() => {
    // Read anew when these change; the values themselves come from the style sheet.
    void theme
    return readTheme(textSize === 'projector' ? 15 : 12)
  }, [theme, textSize])
}

function readTheme(fontSizePx: number): ChartTheme {
  return {
    text: readToken('--text'),
    axis: readToken('--chart-axis'),
    grid: readToken('--chart-grid'),
    surface: readToken('--surface-panel'),
    inverse: readToken('--surface-inverse'),
    onInverse: readToken('--text-inverse'),
    run: readToken('--state-run'),
    blocked: readToken('--state-blocked'),
    io: readToken('--state-io'),
    transfer: readToken('--state-transfer'),
    idle: readToken('--state-idle'),
    series: ([1, 2, 3, 4, 5, 6] as const).map((n) => readToken(`--chart-${n}`)),
    fontFamily: readToken('--font-sans'),
    fontSizePx,
  }
}

/** What all charts share: no animation, the size of their container, no legend of their own. */
export function baseOptions(theme: ChartTheme) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    color: theme.text,
    font: { family: theme.fontFamily, size: theme.fontSizePx },
  } as const satisfies ChartOptions
}

export function axisOptions(theme: ChartTheme, title?: string) {
  return {
    grid: { color: theme.grid, drawTicks: false },
    border: { display: false },
    title: {
      display: title !== undefined,
      text: title ?? '',
      color: theme.axis,
      font: { family: theme.fontFamily, size: theme.fontSizePx },
      padding: 2,
    },
    ticks: {
      color: theme.axis,
      font: { family: theme.fontFamily, size: theme.fontSizePx },
      padding: 6,
      maxRotation: 0,
    },
  } satisfies DeepPartial<ScaleOptionsByType<'linear'>>
}

export function tooltipOptions(theme: ChartTheme) {
  const font = { family: theme.fontFamily, size: theme.fontSizePx }
  return {
    backgroundColor: theme.inverse,
    titleColor: theme.onInverse,
    bodyColor: theme.onInverse,
    footerColor: theme.onInverse,
    titleFont: { ...font, weight: 600 },
    bodyFont: font,
    footerFont: { ...font, weight: 400 },
    cornerRadius: 4,
    padding: 8,
    boxPadding: 4,
    boxWidth: 10,
    boxHeight: 10,
    animation: false,
  } satisfies DeepPartial<TooltipOptions>
}

type DeepPartial<T> = T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T
