import type { ReactNode } from 'react'
import type { ComparisonResult } from '../../../../shared/exerciseViews.ts'
import { ComparisonChart } from '../../../components/charts/ComparisonChart.tsx'
import { Panel } from '../../../components/Panel.tsx'
import { comparisonTable } from '../../../model/comparisonView.ts'
import './ResultPanel.css'

/** Measurements beside each other: a table with repeats and spread, and a chart. */
export function ComparisonPanel({ comparison }: { comparison: ComparisonResult }): ReactNode {
  const { title, columns } = comparison
  const rows = comparisonTable(comparison)
  return (
    <Panel title={title} detail={<span>measured in this run</span>}>
      <div className="comparison">
        <div className="comparison-scroll" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Measured</th>
                {columns.map(({ id, label }) => (
                  <th key={id} scope="col">
                    {label}
                  </th>
                ))}
                {columns.length === 2 && <th scope="col">Ratio</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ id, label, note, cells, ratio, repeats }) => (
                <tr key={id}>
                  <th scope="row">
                    {label}
                    <span className="comparison-note">
                      {repeats} {note}
                    </span>
                  </th>
                  {cells.map(({ main, spread }, index) => (
                    <td key={columns[index]?.id ?? index}>
                      {main}
                      {spread !== null && <span className="comparison-spread">{spread}</span>}
                    </td>
                  ))}
                  {columns.length === 2 && <td className="comparison-ratio">{ratio ?? '–'}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <ComparisonChart comparison={comparison} />
      </div>
    </Panel>
  )
}
