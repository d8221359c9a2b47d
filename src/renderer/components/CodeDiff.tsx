import { useMemo, type ReactNode } from 'react'
import { diffRows, type DiffRow } from '../model/codeDiff.ts'
import { Highlighted } from './HighlightedCode.tsx'
import './CodeDiff.css'

export interface CodeDiffProps {
  /** Its name for screen readers. */
  label: string
  before: string
  after: string
  /** Shown when the two are the same. */
  same: ReactNode
}

const signs = { removed: '−', added: '+', same: ' ', gap: '⋯' } as const

/** What has changed from one program to another, line by line. Signs say it as well as colours. */
export function CodeDiff({ label, before, after, same }: CodeDiffProps): ReactNode {
  const rows = useMemo(() => diffRows(before, after), [before, after])
  if (rows.length === 0) return <div className="diff-same">{same}</div>
  return (
    <div className="diff" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Change</th>
            <th scope="col">Line</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row key={index} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ row: { kind, before, after, text } }: { row: DiffRow }): ReactNode {
  if (kind === 'gap') {
    return (
      <tr data-kind={kind}>
        <td colSpan={4}>
          {signs.gap} {text}
        </td>
      </tr>
    )
  }
  return (
    <tr data-kind={kind}>
      <td className="num">{before}</td>
      <td className="num">{after}</td>
      <td className="diff-sign">
        <span aria-hidden>{signs[kind]}</span>
        {kind !== 'same' && <span className="visually-hidden">{kind}</span>}
      </td>
      <td>
        <code>
          <Highlighted text={text} />
        </code>
      </td>
    </tr>
  )
}
