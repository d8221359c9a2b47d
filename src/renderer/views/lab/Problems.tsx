import { CircleAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { EditorDiagnostic } from '../../components/editor/CodeEditor.tsx'

export interface ProblemsProps {
  diagnostics: readonly EditorDiagnostic[]
  onGoTo(location: { line: number; column: number }): void
}

/** What is wrong in a program, each with a way to its line. */
export function Problems({ diagnostics, onGoTo }: ProblemsProps): ReactNode {
  return (
    <div className="problems" role="status" aria-label="Problems in the program">
      {diagnostics.map(({ line, column, severity, message }, index) => {
        const Icon = severity === 'error' ? CircleAlert : TriangleAlert
        return (
          <button
            key={`${line}:${column}:${index}`}
            type="button"
            className="problem"
            data-severity={severity}
            onClick={() => onGoTo({ line, column })}
          >
            <Icon aria-hidden />
            <span>
              <span className="visually-hidden">{severity}, </span>
              <span className="num muted">line {line}:</span> {message}
            </span>
          </button>
        )
      })}
    </div>
  )
}
