import type { ChartData, ChartOptions } from 'chart.js'
import { useMemo, type ReactNode } from 'react'
import { Line } from 'react-chartjs-2'
import type { SpeedUpChartData } from '../../model/experimentCharts.ts'
import { formatRatio, quantityText } from '../../model/format.ts'
import { ChartFigure, type ChartTable } from './ChartFigure.tsx'
import { dashOf, LineKey } from './ChartKey.tsx'
import { axisOptions, baseOptions, tooltipOptions, useChartTheme, type ChartTheme } from './chartTheme.ts'
import { whiskers, type SpreadPoint } from './whiskers.ts'
import './chartSetup.ts'

type Point = SpreadPoint | { x: number; y: number }

const idealDash = [4, 4]
const pointStyles = ['circle', 'rect', 'triangle', 'rectRot', 'cross', 'star'] as const
const plugins = [whiskers]

/** Speed-up against the measured serial run, over the number of workers, with the ideal line and the spread. */
export function SpeedUpChart({ chart }: { chart: SpeedUpChartData }): ReactNode {
  const theme = useChartTheme()
  const data = useMemo(() => chartData(chart, theme), [chart, theme])
  const options = useMemo(() => chartOptions(chart, theme), [chart, theme])
  return (
    <ChartFigure
      title="Speed-up"
      summary={summaryOf(chart)}
      table={tableOf(chart)}
      legend={<Legend chart={chart} theme={theme} />}
      heightRem={14}
    >
      <Line data={data} options={options} plugins={plugins} updateMode="none" aria-hidden />
    </ChartFigure>
  )
}

function Legend({ chart, theme }: { chart: SpeedUpChartData; theme: ChartTheme }): ReactNode {
  return (
    <div className="chart-legend">
      {chart.series.map(({ label }, index) => (
        <span key={label} className="chart-key">
          <LineKey
            color={theme.series[index % theme.series.length]!}
            dash={dashOf(index, theme.series.length)}
            isBold
          />
          {label}
        </span>
      ))}
      <span className="chart-key">
        <LineKey color={theme.axis} dash={idealDash} />
        ideal
      </span>
      <span className="chart-key">
        <LineKey color={theme.axis} />
        serial = 1 ×
      </span>
    </div>
  )
}

function chartData(chart: SpeedUpChartData, theme: ChartTheme): ChartData<'line', Point[]> {
  const guide = { borderColor: theme.axis, borderWidth: 1, pointRadius: 0, pointHoverRadius: 0 }
  return {
    datasets: [
      ...chart.series.map((series, index) => {
        const color = theme.series[index % theme.series.length]
        return {
          label: series.label,
          data: series.points.map(({ workers, speedUp, low, high }) => ({
            x: workers,
            y: speedUp,
            low,
            high,
          })),
          borderColor: color,
          backgroundColor: color,
          borderWidth: 2,
          borderDash: [...dashOf(index, theme.series.length)],
          pointStyle: pointStyles[index % pointStyles.length]!,
          pointRadius: 4,
          pointHoverRadius: 6,
        }
      }),
      {
        ...guide,
        label: 'ideal',
        borderDash: idealDash,
        data: chart.ideal.map(({ workers, speedUp }) => ({ x: workers, y: speedUp })),
      },
      {
        ...guide,
        label: 'serial',
        data: [
          { x: 1, y: 1 },
          { x: chart.maxWorkers, y: 1 },
        ],
      },
    ],
  }
}

function chartOptions(chart: SpeedUpChartData, theme: ChartTheme): ChartOptions<'line'> {
  const x = axisOptions(theme, 'workers')
  const y = axisOptions(theme)
  const workers = [...new Set(chart.series.flatMap((s) => s.points.map((p) => p.workers)))]
  const few = workers.length <= 12
  const margin = Math.max(0.25, (chart.maxWorkers - 1) * 0.04)
  return {
    ...baseOptions(theme),
    parsing: false,
    // Every series at the number of workers that is nearest; the guides have points at the ends only.
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        ...x,
        type: 'linear',
        min: 1 - margin,
        max: chart.maxWorkers + margin,
        ticks: { ...x.ticks, precision: 0, callback: (value) => String(value) },
        // The axis names what was measured, not every whole number.
        ...(few && {
          afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
            axis.ticks = workers.map((value) => ({ value }))
          },
        }),
      },
      y: {
        ...y,
        type: 'linear',
        min: 0,
        suggestedMax: Math.max(chart.maxWorkers, 1.5),
        ticks: { ...y.ticks, callback: (value) => `${value} ×` },
      },
    },
    plugins: {
      tooltip: {
        ...tooltipOptions(theme),
        filter: (item) => item.datasetIndex < chart.series.length,
        callbacks: {
          title: ([item]) => (item ? workerWords(item.parsed.x ?? 0) : ''),
          label: (item) => {
            const point = chart.series[item.datasetIndex]?.points[item.dataIndex]
            return point ? `${item.dataset.label}: ${ratioWords(point.speedUp, point.low, point.high)}` : ''
          },
        },
      },
    },
  }
}

function tableOf(chart: SpeedUpChartData): ChartTable {
  return {
    columns: ['Series', 'Workers', 'Speed-up', 'Lowest', 'Highest', 'Ideal'],
    rows: chart.series.flatMap((series) =>
      series.points.map(({ workers, speedUp, low, high }) => ({
        key: `${series.label} ${workers}`,
        cells: [
          series.label,
          String(workers),
          ...[speedUp, low, high, workers].map((value) => quantityText(formatRatio(value))),
        ],
      })),
    ),
  }
}

function summaryOf(chart: SpeedUpChartData): string {
  const parts = chart.series.map(({ label, points }) => {
    const best = points.reduce((a, b) => (b.speedUp > a.speedUp ? b : a))
    return `${label}: at best ${quantityText(formatRatio(best.speedUp))} with ${workerWords(best.workers)}`
  })
  return `Speed-up over the number of workers, with the ideal line. ${parts.join('; ')}.`
}

function ratioWords(value: number, low: number, high: number): string {
  const [middle, from, to] = [value, low, high].map((ratio) => formatRatio(ratio).value)
  return `${middle} × (${from} – ${to})`
}

function workerWords(count: number): string {
  return `${count} ${count === 1 ? 'worker' : 'workers'}`
}
