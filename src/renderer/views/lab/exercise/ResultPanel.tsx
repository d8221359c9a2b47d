import { useMemo, type ReactNode } from 'react'
import type { Exercise } from '../../../../shared/exercise.ts'
import {
  comparisonResultSchema,
  picturesResultSchema,
  viewProblems,
} from '../../../../shared/exerciseViews.ts'
import { Panel } from '../../../components/Panel.tsx'
import { useRun } from '../../run/runContext.tsx'
import { ComparisonPanel } from './ComparisonPanel.tsx'
import { PicturesPanel } from './PicturesPanel.tsx'

/** The run's result as the exercise's view shows it; nothing for an exercise without one, and before there is one. */
export function ResultPanel({ view }: { view: Exercise['view'] }): ReactNode {
  const hasResult = useRun(({ model }) => model.report?.run.outcome === 'completed')
  const result = useRun(({ model }) => model.report?.run.result)
  if (!hasResult) return null
  if (view === 'comparison') return <Comparison result={result} />
  if (view === 'pictures') return <Pictures result={result} />
  return null
}

/** Whether {@link ResultPanel} shows it, so that nobody has to read it as JSON. */
export function isShownAsView(view: Exercise['view'], result: unknown): boolean {
  if (view === 'comparison') return comparisonResultSchema.safeParse(result).success
  return view === 'pictures' && picturesResultSchema.safeParse(result).success
}

function Comparison({ result }: { result: unknown }): ReactNode {
  const parsed = useMemo(() => comparisonResultSchema.safeParse(result), [result])
  if (parsed.success) return <ComparisonPanel comparison={parsed.data} />
  return <Refused title="Comparison" problems={viewProblems('comparison', result)} />
}

function Pictures({ result }: { result: unknown }): ReactNode {
  const parsed = useMemo(() => picturesResultSchema.safeParse(result), [result])
  if (parsed.success) return <PicturesPanel result={parsed.data} />
  return <Refused title="Pictures" problems={viewProblems('pictures', result)} />
}

const mostProblems = 3

function Refused({ title, problems }: { title: string; problems: readonly string[] }): ReactNode {
  return (
    <Panel title={title} isExpandable={false}>
      <p>What main returned cannot be shown here yet:</p>
      <ul className="result-problems">
        {problems.slice(0, mostProblems).map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      {problems.length > mostProblems && <p className="muted">And {problems.length - mostProblems} more.</p>}
    </Panel>
  )
}
