import type { ChartData, ChartOptions } from 'chart.js'
import { useMemo, type ReactNode } from 'react'
import { Line } from 'react-chartjs-2'
import type { MachineLoad } from '../../../shared/machine.ts'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import { coreSeries, loadWindowMs, type CoreSeries, type LoadPoint } from '../../model/coreLoad.ts'
import { formatPercent, quantityText } from '../../model/format.ts'
import { ChartFigure, type ChartTable } from './ChartFigure.tsx'
import { dashOf, LineKey } from './ChartKey.tsx'
import { axisOptions, baseOptions, tooltipOptions, useChartTheme, type ChartTheme } from './chartTheme.ts'
import './chartSetup.ts'
import './CoreLoadChart.css'

export interface CoreLoadChartProps {
  /** Samples of the machine, oldest first. */
  loads: readonly MachineLoad[]
  /** Processes of a run: the cores that they were last on are marked. */
  processes?: readonly ProcessSnapshot[]
  heightRem?: number
}

/** More series than this in the hover would hide the chart: the busiest are listed. */
const maxHoverRows = 8
/** A longer legend scrolls. */
const maxLegendRows = 16

/** Load per logical core over the last minute: one series per core. */
export function CoreLoadChart({ loads, processes, heightRem = 8 }: CoreLoadChartProps): ReactNode {
  const theme = useChartTheme()
  const series = useMemo(() => coreSeries(loads, processes), [loads, processes])
  const data = useMemo(() => chartData(series, theme), [series, theme])
  const options = useMemo(() => chartOptions(theme), [theme])
  return (
    <ChartFigure
      title="Load per core"
      summary={summaryOf(series)}
      table={tableOf(series)}
      legend={<CoreLegend series={series} theme={theme} />}
      heightRem={heightRem}
      isTitleHidden
    >
      <Line data={data} options={options} updateMode="none" aria-hidden />
    </ChartFigure>
  )
}

function CoreLegend({ series, theme }: { series: CoreSeries[]; theme: ChartTheme }): ReactNode {
  return (
    <ul
      className="core-legend"
      aria-label="Cores"
      // A list that scrolls is reached by keyboard.
      {...(series.length > maxLegendRows && { 'data-dense': true, tabIndex: 0 })}
    >
      {series.map(({ core, nowPercent, runProcesses }) => (
        <li
          key={core}
          className="core-key"
          data-used={runProcesses.length > 0 || undefined}
          title={runProcesses.length > 0 ? `core ${core}: ${runProcesses.join(', ')}` : `core ${core}`}
        >
          <LineKey
            color={theme.series[core % theme.series.length]!}
            dash={dashOf(core, theme.series.length)}
            isBold={runProcesses.length > 0}
          />
          <span className="core-name">{core}</span>
          <span className="num core-now">{quantityText(formatPercent(nowPercent))}</span>
          <span className="core-mark" aria-hidden>
            {runProcesses.length > 0 ? '▶' : ''}
          </span>
        </li>
      ))}
    </ul>
  )
}

function chartData(series: CoreSeries[], theme: ChartTheme): ChartData<'line', LoadPoint[]> {
  return {
    datasets: series.map(({ core, label, points, runProcesses }) => ({
      label,
      data: points,
      borderColor: theme.series[core % theme.series.length],
      backgroundColor: theme.series[core % theme.series.length],
      borderDash: [...dashOf(core, theme.series.length)],
      borderWidth: runProcesses.length > 0 ? 2.5 : 1,
      pointRadius: 0,
      pointHitRadius: 8,
    })),
  }
}

function chartOptions(theme: ChartTheme): ChartOptions<'line'> {
  const x = axisOptions(theme)
  const y = axisOptions(theme)
  const windowSeconds = loadWindowMs / 1000
  return {
    ...baseOptions(theme),
    parsing: false,
    normalized: true,
    interaction: { mode: 'index', axis: 'x', intersect: false },
    scales: {
      x: {
        ...x,
        type: 'linear',
        min: -windowSeconds,
        max: 0,
        ticks: {
          ...x.ticks,
          stepSize: 15,
          callback: (value) => (value === 0 ? 'now' : `−${-Number(value)} s`),
        },
      },
      y: {
        ...y,
        type: 'linear',
        min: 0,
        max: 100,
        ticks: { ...y.ticks, stepSize: 50, callback: (value) => `${value} %` },
      },
    },
    plugins: {
      decimation: { enabled: true, algorithm: 'min-max' },
      tooltip: {
        ...tooltipOptions(theme),
        itemSort: (a, b) => (b.parsed.y ?? 0) - (a.parsed.y ?? 0),
        filter: (_item, index) => index < maxHoverRows,
        callbacks: {
          title: ([item]) => (item ? `${Math.abs(item.parsed.x ?? 0).toFixed(1)} s ago` : ''),
          label: (item) => `${item.dataset.label}: ${quantityText(formatPercent(item.parsed.y))}`,
        },
      },
    },
  }
}

function tableOf(series: CoreSeries[]): ChartTable {
  return {
    columns: ['Core', 'Now', 'Mean', 'Highest', 'Processes of the run'],
    rows: series.map(({ core, label, points, nowPercent, runProcesses }) => {
      const values = points.map((point) => point.y)
      const mean = values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : null
      const highest = values.length > 0 ? Math.max(...values) : null
      return {
        key: String(core),
        cells: [
          label,
          ...[nowPercent, mean, highest].map((value) => quantityText(formatPercent(value))),
          runProcesses.join(', ') || '–',
        ],
      }
    }),
  }
}

function summaryOf(series: CoreSeries[]): string {
  if (series.length === 0) return 'Load per core: no sample yet.'
  const busy = series.filter(({ nowPercent }) => (nowPercent ?? 0) >= 50).length
  return `Load of ${series.length} logical cores over the last minute; ${busy} of them at 50 % or more now.`
}
