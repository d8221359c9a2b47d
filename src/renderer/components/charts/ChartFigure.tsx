import { ChartLine, Table2 } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { IconButton } from '../IconButton.tsx'
import './ChartFigure.css'

export interface ChartTable {
  columns: readonly string[]
  /** Each row's first cell is its heading. */
  rows: readonly { key: string; cells: readonly string[] }[]
}

export interface ChartFigureProps {
  title: string
  /** What the chart shows, in words, for those who cannot see it. */
  summary: string
  table: ChartTable
  /** Names and figures of the series; stands above the plot. */
  legend?: ReactNode
  heightRem?: number
  /** The title is only read aloud when a panel's header says it already. */
  isTitleHidden?: boolean
  /** What the chart leaves out. */
  note?: string | undefined
  /** The canvas. It is left out of the page while the table is shown. */
  children: ReactNode
}

/** A chart with the same figures as a table behind it: for screen readers always, for all by a button. */
export function ChartFigure(props: ChartFigureProps): ReactNode {
  const { title, summary, table, legend, heightRem = 12, isTitleHidden = false, note, children } = props
  const [showsTable, setShowsTable] = useState(false)
  const titleId = useId()
  return (
    <figure className="chart-figure" aria-labelledby={titleId}>
      <div className="chart-head">
        <figcaption id={titleId} className={isTitleHidden ? 'visually-hidden' : 'chart-title'}>
          {title}
        </figcaption>
        {legend}
        <IconButton
          className="chart-toggle"
          label={showsTable ? `${title}: show the chart` : `${title}: show the figures as a table`}
          icon={showsTable ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
          onPress={() => setShowsTable(!showsTable)}
        />
      </div>
      {!showsTable && (
        <div className="chart-plot" style={{ height: `${heightRem}rem` }} role="img" aria-label={summary}>
          {children}
        </div>
      )}
      {note !== undefined && <p className="chart-note muted">{note}</p>}
      <div
        className={showsTable ? 'chart-table' : 'visually-hidden'}
        style={showsTable ? { maxHeight: `${heightRem + 4}rem` } : undefined}
        {...(showsTable && { tabIndex: 0, role: 'region', 'aria-labelledby': titleId })}
      >
        <FiguresTable title={title} table={table} />
      </div>
    </figure>
  )
}

function FiguresTable({ title, table }: { title: string; table: ChartTable }): ReactNode {
  return (
    <table className="figures">
      <caption className="visually-hidden">{title}</caption>
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map(({ key, cells: [heading, ...cells] }) => (
          <tr key={key}>
            <th scope="row">{heading}</th>
            {cells.map((cell, index) => (
              <td key={table.columns[index + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
