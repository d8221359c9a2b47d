import { ArrowRight, Check, CircleCheck, EyeOff, Lightbulb, X } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { CheckResult, ExerciseDescription } from '../../../../shared/exercise.ts'
import type { GradedSubmission } from '../../../../shared/grading.ts'
import { Badge } from '../../../components/Badge.tsx'
import { Button } from '../../../components/Button.tsx'
import { ErrorNotice } from '../../../components/ErrorNotice.tsx'
import { KeyHint } from '../../../components/KeyHint.tsx'
import { Panel } from '../../../components/Panel.tsx'
import { WaitNotice } from '../../../components/WaitNotice.tsx'
import { inertLines } from '../../../model/inertText.ts'
import { checkSummary, groupChecks, type CheckGroup } from '../../../model/checkResults.ts'
import { useLabPlace } from '../labPlace.ts'
import type { ExerciseCheck, ExerciseRun } from './exerciseRun.ts'
import type { ExerciseWork } from './exerciseSession.ts'
import { useHints } from './HelpSection.tsx'
import './ChecksPanel.css'

export interface ChecksPanelProps {
  work: ExerciseWork
  run: ExerciseRun
  check: ExerciseCheck
  next: ExerciseDescription | null
}

/** What was checked: each with what was seen and, where it does not hold, what that means. */
export function ChecksPanel({ work, run, check, next }: ChecksPanelProps): ReactNode {
  const { result, error, startedAt } = check
  const isOld = run.text !== work.text
  const cases = work.content.exercise.cases.length
  if (error) {
    return (
      <ErrorNotice
        title="The checks have no result"
        error={error}
        whatToDo="Have the program checked again; if that fails as well, restart Forkscope."
      />
    )
  }
  return (
    <Panel
      title="Checks"
      detail={
        result ? (
          <>
            <Verdict verdict={result.verdict} />
            {isOld && <span className="muted">of an earlier text</span>}
          </>
        ) : (
          <span className="num">{cases === 1 ? 'one case' : `${cases} cases`}</span>
        )
      }
    >
      {result ? (
        <div className="checks">
          <p className="checks-summary" role="status">
            {checkSummary(result)}
          </p>
          {result.verdict === 'passed' && <Passed next={next} />}
          {groupChecks(result, work.content.exercise).map((group) => (
            <Group key={group.caseId} group={group} isOnly={cases === 1} />
          ))}
          {result.verdict === 'failed' && <NextStep work={work} />}
        </div>
      ) : (
        <WaitNotice waitingFor="the checks" startedAt={startedAt}>
          {cases > 1 && <span className="muted">the program runs once for each case</span>}
        </WaitNotice>
      )}
    </Panel>
  )
}

function Verdict({ verdict }: Pick<GradedSubmission, 'verdict'>): ReactNode {
  const isPassed = verdict === 'passed'
  return (
    <Badge tone={isPassed ? 'success' : 'danger'} icon={isPassed ? <Check aria-hidden /> : <X aria-hidden />}>
      {verdict}
    </Badge>
  )
}

function Group({ group, isOnly }: { group: CheckGroup; isOnly: boolean }): ReactNode {
  const { caseId, isHidden, params, results } = group
  return (
    <section className="check-group" aria-label={`Case ${caseId}`}>
      {!isOnly && (
        <h3>
          {isHidden ? (
            <>
              <EyeOff aria-hidden /> Hidden case
            </>
          ) : (
            <>
              Case {caseId} {params !== '' && <code>{params}</code>}
            </>
          )}
        </h3>
      )}
      <ul>
        {results.map((result) => (
          <CheckRow key={result.check} result={result} />
        ))}
      </ul>
    </section>
  )
}

function CheckRow({ result: { text, passed, evidence, because } }: { result: CheckResult }): ReactNode {
  return (
    <li className="check" data-passed={passed}>
      <span className="check-mark">
        {passed ? <Check aria-hidden /> : <X aria-hidden />}
        <span className="visually-hidden">{passed ? 'Holds: ' : 'Does not hold: '}</span>
      </span>
      <div>
        <p className="check-text">{text}</p>
        <p className="check-evidence">{inertLines(evidence)}</p>
        {because !== null && <p className="check-because">{because}</p>}
      </div>
    </li>
  )
}

function Passed({ next }: { next: ExerciseDescription | null }): ReactNode {
  const openExercise = useLabPlace((state) => state.openExercise)
  const openList = useLabPlace((state) => state.openList)
  const box = useRef<HTMLDivElement>(null)
  // The way on is what comes next, also for the keyboard; who is typing is left alone.
  useEffect(() => {
    const isTyping = document.activeElement?.closest('.cm-editor, input, textarea')
    if (!isTyping) box.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [])
  return (
    <div className="checks-passed" ref={box}>
      <CircleCheck aria-hidden />
      <p>Solved.</p>
      {next ? (
        <Button variant="primary" onPress={() => openExercise(next.id)}>
          Next: {next.title} <ArrowRight aria-hidden /> <KeyHint chord="n" isDecorative />
        </Button>
      ) : (
        <Button variant="primary" onPress={openList}>
          That was the last one: all exercises
        </Button>
      )}
    </div>
  )
}

function NextStep({ work }: { work: ExerciseWork }): ReactNode {
  const { askHint, isAsking } = useHints(work)
  if (work.hints.length >= work.content.hintCount) return null
  return (
    <div className="checks-next">
      <Button size="small" icon={<Lightbulb aria-hidden />} isPending={isAsking} onPress={askHint}>
        {work.hints.length === 0 ? 'Show a hint' : 'One more hint'} <KeyHint chord="h" isDecorative />
      </Button>
    </div>
  )
}
