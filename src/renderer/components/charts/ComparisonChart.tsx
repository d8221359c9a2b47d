import type { ChartData, ChartOptions } from 'chart.js'
import { useMemo, type ReactNode } from 'react'
import { Bar } from 'react-chartjs-2'
import type { ComparisonResult } from '../../../shared/exerciseViews.ts'
import { cellWords, comparisonChart, type ComparisonChartData } from '../../model/comparisonView.ts'
import { barSpread, type SpreadBar } from './barSpread.ts'
import { ChartFigure, type ChartTable } from './ChartFigure.tsx'
import { axisOptions, baseOptions, tooltipOptions, useChartTheme, type ChartTheme } from './chartTheme.ts'
import { patternFill, type PatternName } from './patterns.ts'
import './chartSetup.ts'

const patterns: readonly PatternName[] = ['solid', 'diagonal', 'dots', 'outline']

/** The medians of each row beside each other, with their spread; each row by its own largest value. */
export function ComparisonChart({ comparison }: { comparison: ComparisonResult }): ReactNode {
  const theme = useChartTheme()
  const chart = useMemo(() => comparisonChart(comparison), [comparison])
  const data = useMemo(() => chartData(chart, theme), [chart, theme])
  const options = useMemo(() => chartOptions(comparison, chart, theme), [comparison, chart, theme])
  const plugins = useMemo(() => [barSpread(theme.text)], [theme])
  if (chart.labels.length === 0) return null
  const barsInRow = chart.columns.length
  return (
    <ChartFigure
      title="Medians and spread"
      summary={summaryOf(comparison)}
      table={tableOf(comparison)}
      legend={<Legend chart={chart} theme={theme} />}
      heightRem={Math.min(36, chart.labels.length * (barsInRow * 0.9 + 0.9) + 3)}
      note={
        chart.leftOut > 0
          ? 'Rows without figures, or with nothing but zero, are in the table alone.'
          : undefined
      }
    >
      <Bar key={theme.text} data={data} options={options} plugins={plugins} updateMode="none" aria-hidden />
    </ChartFigure>
  )
}

function Legend({ chart, theme }: { chart: ComparisonChartData; theme: ChartTheme }): ReactNode {
  return (
    <div className="chart-legend">
      {chart.columns.map(({ label }, index) => (
        <span key={label} className="chart-key">
          <svg width="12" height="12" aria-hidden>
            <rect
              x="0.5"
              y="0.5"
              width="11"
              height="11"
              fill={colorOf(theme, index)}
              fillOpacity={index === 0 ? 1 : 0.35}
              stroke={colorOf(theme, index)}
            />
          </svg>
          {label}
        </span>
      ))}
    </div>
  )
}

function colorOf(theme: ChartTheme, index: number): string {
  return theme.series[index % theme.series.length]!
}

function chartData(chart: ComparisonChartData, theme: ChartTheme): ChartData<'bar', (SpreadBar | null)[]> {
  return {
    labels: chart.labels,
    datasets: chart.columns.map(({ label, bars }, index) => ({
      label,
      data: bars.map((bar, row) =>
        bar ? { x: bar.value, y: chart.labels[row]!, low: bar.low, high: bar.high } : null,
      ),
      backgroundColor: patternFill(patterns[index % patterns.length]!, colorOf(theme, index)),
      borderColor: colorOf(theme, index),
      borderWidth: 1,
      borderSkipped: false,
      maxBarThickness: 16,
    })),
  }
}

function chartOptions(
  comparison: ComparisonResult,
  chart: ComparisonChartData,
  theme: ChartTheme,
): ChartOptions<'bar'> {
  const x = axisOptions(theme, 'of the row’s largest')
  const y = axisOptions(theme)
  return {
    ...baseOptions(theme),
    indexAxis: 'y',
    interaction: { mode: 'index', axis: 'y', intersect: false },
    scales: {
      x: { ...x, type: 'linear', min: 0, max: 100, ticks: { ...x.ticks, callback: (value) => `${value} %` } },
      y: { ...y, type: 'category', grid: { display: false } },
    },
    plugins: {
      tooltip: {
        ...tooltipOptions(theme),
        callbacks: {
          label: (item) => {
            const row = comparison.rows.find(({ label }) => label === chart.labels[item.dataIndex])
            const cell = row?.cells[item.datasetIndex]
            if (!row || !cell) return ''
            const { main, spread } = cellWords(cell, row.unit)
            return `${item.dataset.label}: ${main}${spread === null ? '' : ` (${spread})`}`
          },
        },
      },
    },
  }
}

function tableOf({ columns, rows }: ComparisonResult): ChartTable {
  return {
    columns: ['Measured', ...columns.flatMap(({ label }) => [label, `${label}, range`])],
    rows: rows.map(({ id, label, unit, cells }) => ({
      key: id,
      cells: [
        label,
        ...cells.flatMap((cell) => {
          const { main, spread } = cellWords(cell, unit)
          return [main, spread ?? '–']
        }),
      ],
    })),
  }
}

function summaryOf({ columns, rows }: ComparisonResult): string {
  const parts = rows.map(({ label, unit, cells }) => {
    const values = cells.map((cell, index) => `${columns[index]?.label} ${cellWords(cell, unit).main}`)
    return `${label}: ${values.join(', ')}`
  })
  return `${parts.join('; ')}.`
}
