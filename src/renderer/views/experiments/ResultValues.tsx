import { useMemo, type ReactNode } from 'react'
import type { ExperimentResult } from '../../../shared/experiment.ts'
import { formatCount } from '../../model/format.ts'
import { resultTable } from '../../model/resultTable.ts'
import { PictureCanvas } from './PictureCanvas.tsx'

/** What the mapped function returned: a picture, or the first results as a table. */
export function ResultValues({ result }: { result: ExperimentResult }): ReactNode {
  return result.view === 'picture' ? <Picture result={result} /> : <Values result={result} />
}

function Picture({ result }: { result: ExperimentResult }): ReactNode {
  const rows = useMemo(() => new Map(result.values.entries()), [result.values])
  return <PictureCanvas rows={rows} height={result.total} />
}

function Values({ result: { values, total } }: { result: ExperimentResult }): ReactNode {
  const table = useMemo(() => resultTable(values), [values])
  return (
    <>
      <div className="result-values" tabIndex={0} role="region" aria-label="Results">
        <table className="figures">
          <caption className="visually-hidden">Results in item order</caption>
          <thead>
            <tr>
              <th scope="col">Item</th>
              {table.columns.map(({ name, isText }, column) => (
                <th key={column} scope="col" data-text={isText || undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((cells, index) => (
              <tr key={index}>
                <th scope="row">{index}</th>
                {cells.map((cell, column) => (
                  <td key={column} data-text={table.columns[column]?.isText || undefined}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > values.length && (
        <p className="muted num">
          The first {formatCount(values.length).value} of {formatCount(total).value} results; the rows’
          digests are of all.
        </p>
      )}
    </>
  )
}
