import type { ChartData, ChartOptions } from 'chart.js'
import { useMemo, type ReactNode } from 'react'
import { Bar } from 'react-chartjs-2'
import {
  overheadParts,
  overheadWords,
  type OverheadBar,
  type OverheadPart,
} from '../../model/experimentCharts.ts'
import { formatDuration, formatPercent, quantityText } from '../../model/format.ts'
import { axisDuration } from './axisDuration.ts'
import { ChartFigure, type ChartTable } from './ChartFigure.tsx'
import { axisOptions, baseOptions, tooltipOptions, useChartTheme, type ChartTheme } from './chartTheme.ts'
import { patternFill, type PatternName } from './patterns.ts'
import './chartSetup.ts'
import './OverheadChart.css'

const patterns: Record<OverheadPart, PatternName> = {
  startUp: 'dots',
  transfer: 'outline',
  wait: 'diagonal',
  work: 'solid',
}

export interface OverheadChartProps {
  bars: readonly OverheadBar[]
  /** Rows that are only in the table of all rows. */
  leftOut: number
}

/** Where the time of one worker went: start-up, transfer, waiting, work, stacked per measured row. */
export function OverheadChart({ bars, leftOut }: OverheadChartProps): ReactNode {
  const theme = useChartTheme()
  const data = useMemo(() => chartData(bars, theme), [bars, theme])
  const options = useMemo(() => chartOptions(theme), [theme])
  return (
    <ChartFigure
      title="Where the time went, per worker"
      summary={summaryOf(bars)}
      table={tableOf(bars)}
      legend={<Legend />}
      heightRem={Math.min(30, Math.max(14, bars.length * 1.75 + 3))}
      note={
        leftOut > 0
          ? `The ${bars.length} fastest rows; ${leftOut} more are in the table of all rows.`
          : undefined
      }
    >
      <Bar data={data} options={options} updateMode="none" aria-hidden />
    </ChartFigure>
  )
}

function Legend(): ReactNode {
  return (
    <div className="chart-legend">
      {overheadParts.map((part) => (
        <span key={part} className="chart-key">
          <span className="overhead-swatch" data-part={part} aria-hidden />
          {overheadWords[part]}
        </span>
      ))}
    </div>
  )
}

function chartData(bars: readonly OverheadBar[], theme: ChartTheme): ChartData<'bar'> {
  const colors: Record<OverheadPart, string> = {
    startUp: theme.io,
    transfer: theme.transfer,
    wait: theme.blocked,
    work: theme.run,
  }
  return {
    labels: bars.map((bar) => bar.label),
    datasets: overheadParts.map((part) => ({
      label: overheadWords[part],
      data: bars.map((bar) => bar.parts[part]),
      backgroundColor: patternFill(patterns[part], colors[part]),
      borderColor: colors[part],
      borderWidth: 1,
      borderSkipped: false,
      maxBarThickness: 22,
      stack: 'time',
    })),
  }
}

function chartOptions(theme: ChartTheme): ChartOptions<'bar'> {
  const x = axisOptions(theme)
  const y = axisOptions(theme)
  return {
    ...baseOptions(theme),
    indexAxis: 'y',
    interaction: { mode: 'index', axis: 'y', intersect: false },
    scales: {
      x: {
        ...x,
        type: 'linear',
        stacked: true,
        min: 0,
        ticks: {
          ...x.ticks,
          maxTicksLimit: 6,
          callback: (value) => axisDuration(Number(value)),
        },
      },
      y: { ...y, type: 'category', stacked: true, grid: { display: false } },
    },
    plugins: {
      tooltip: {
        ...tooltipOptions(theme),
        callbacks: {
          label: (item) => `${item.dataset.label}: ${quantityText(formatDuration(item.parsed.x))}`,
          footer: (items) => {
            const total = items.reduce((sum, item) => sum + (item.parsed.x ?? 0), 0)
            return `together: ${quantityText(formatDuration(total))}`
          },
        },
      },
    },
  }
}

function tableOf(bars: readonly OverheadBar[]): ChartTable {
  return {
    columns: ['Row', ...overheadParts.map((part) => overheadWords[part]), 'together', 'work share'],
    rows: bars.map(({ label, parts, totalMs }) => ({
      key: label,
      cells: [
        label,
        ...overheadParts.map((part) => quantityText(formatDuration(parts[part]))),
        quantityText(formatDuration(totalMs)),
        quantityText(formatPercent(totalMs > 0 ? (100 * parts.work) / totalMs : null)),
      ],
    })),
  }
}

function summaryOf(bars: readonly OverheadBar[]): string {
  const parts = bars.map(({ label, parts: { work }, totalMs }) => {
    const share = quantityText(formatPercent(totalMs > 0 ? (100 * work) / totalMs : null))
    return `${label}: ${share} of ${quantityText(formatDuration(totalMs))} is work`
  })
  return `Time of one worker, split in start-up, transfer, waiting and work. ${parts.join('; ')}.`
}
