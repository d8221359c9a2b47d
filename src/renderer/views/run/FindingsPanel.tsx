import { BookOpen, CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ExerciseDescription } from '../../../shared/exercise.ts'
import type { Finding } from '../../../shared/runReport.ts'
import { Panel } from '../../components/Panel.tsx'
import { PidLinks } from '../../components/PidLinks.tsx'
import { useNavigation } from '../../model/navigation.ts'
import { showExercise, useLabPlace } from '../lab/labPlace.ts'
import { useSnapshot } from './runContext.tsx'
import { useExplanations } from './useExplanations.ts'
import './FindingsPanel.css'

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert } as const

/** What the rules found in this run; nothing is shown while there is nothing to say. */
export function FindingsPanel(): ReactNode {
  const findings = useSnapshot()?.findings ?? []
  if (findings.length === 0) return null
  return (
    <Panel title="Findings" detail={<span className="num">{findings.length}</span>}>
      <div className="findings-scroll" tabIndex={0} role="region" aria-label="All findings">
        <FindingList findings={findings} />
      </div>
    </Panel>
  )
}

/** Findings as sentences, with the processes that they are about. */
export function FindingList({ findings }: { findings: readonly Finding[] }): ReactNode {
  const explanationOf = useExplanations()
  return (
    <ul className="findings">
      {findings.map((finding, index) => {
        const Icon = icons[finding.severity]
        return (
          <li key={`${finding.code} ${index}`} className="finding" data-severity={finding.severity}>
            <Icon aria-hidden />
            <p>
              <span className="visually-hidden">{finding.severity}: </span>
              {finding.message}{' '}
              {finding.pids.length > 0 && (
                <PidLinks
                  processes={finding.pids.map((pid) => ({ pid }))}
                  none=""
                  most={finding.pids.length}
                />
              )}
              <Explanation exercise={explanationOf(finding.code)} />
            </p>
          </li>
        )
      })}
    </ul>
  )
}

/** A link to the exercise that explains a finding, unless it is the one that is open. */
function Explanation({ exercise }: { exercise: ExerciseDescription | null }): ReactNode {
  const open = useLabPlace(({ mode, exerciseId }) => (mode === 'exercises' ? exerciseId : null))
  const isLab = useNavigation(({ view }) => view === 'lab')
  if (!exercise || (isLab && exercise.id === open)) return null
  return (
    <button type="button" className="finding-link" onClick={() => showExercise(exercise.id)}>
      <BookOpen aria-hidden />
      <span className="visually-hidden">Explained by the exercise: </span>
      {exercise.title}
    </button>
  )
}
