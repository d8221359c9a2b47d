import { ListChecks, Play, Sparkles } from 'lucide-react'
import { useEffect, useMemo, useRef, type ReactNode } from 'react'
import type { Exercise, ExerciseDescription } from '../../../../shared/exercise.ts'
import { RpcError } from '../../../../shared/rpc/client.ts'
import { Button } from '../../../components/Button.tsx'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { ErrorNotice } from '../../../components/ErrorNotice.tsx'
import { KeyHint } from '../../../components/KeyHint.tsx'
import { Panel } from '../../../components/Panel.tsx'
import { WaitNotice } from '../../../components/WaitNotice.tsx'
import { judgePredictions } from '../../../model/prediction.ts'
import { locationOfFacts, type EditorLocation } from '../../../model/sourceLocations.ts'
import { useRpc } from '../../../transport/rpcContext.tsx'
import { CoresPanel } from '../../run/CoresPanel.tsx'
import { FindingsPanel } from '../../run/FindingsPanel.tsx'
import { LocksPanel } from '../../run/LocksPanel.tsx'
import { LostRunNotice } from '../../run/LostRunNotice.tsx'
import { OutputPanel } from '../../run/OutputPanel.tsx'
import { ProcessesPanel } from '../../run/ProcessesPanel.tsx'
import { ProgressStrip } from '../../run/ProgressStrip.tsx'
import { RunProvider, useRun } from '../../run/runContext.tsx'
import { TimelinePanel } from '../../run/TimelinePanel.tsx'
import { TrafficPanel } from '../../run/TrafficPanel.tsx'
import { useLabPlace } from '../labPlace.ts'
import { RunOutcome } from '../RunOutcome.tsx'
import { ChecksPanel } from './ChecksPanel.tsx'
import { programFileName, useExerciseRun, type ExerciseRun } from './exerciseRun.ts'
import { useExercises, type ExerciseWork } from './exerciseSession.ts'
import { PredictionResults } from './PredictionResults.tsx'
import { isShownAsView, ResultPanel } from './ResultPanel.tsx'
import type { ExerciseStart } from './useExerciseStart.tsx'

export interface ExerciseRunAreaProps {
  work: ExerciseWork
  run: ExerciseRun | null
  next: ExerciseDescription | null
  start: ExerciseStart
  onGoTo(location: EditorLocation): void
}

/** The run beside its program: what was predicted, what was checked, and all that was seen. */
export function ExerciseRunArea({ work, run, next, start, onGoTo }: ExerciseRunAreaProps): ReactNode {
  const startError = useExerciseRun(({ startError: found }) => (found?.exerciseId === work.id ? found : null))
  return (
    <div className="lab-run">
      {startError && <StartError kind={startError.kind} error={startError.error} onGoTo={onGoTo} />}
      {run ? (
        <RunProvider key={run.session.runId} session={run.session}>
          <Panels work={work} run={run} next={next} onGoTo={onGoTo} />
        </RunProvider>
      ) : (
        <NothingYet work={work} start={start} />
      )}
    </div>
  )
}

interface PanelsProps {
  work: ExerciseWork
  run: ExerciseRun
  next: ExerciseDescription | null
  onGoTo(location: EditorLocation): void
}

function Panels({ work, run, next, onGoTo }: PanelsProps): ReactNode {
  const hasStarted = useRun((display) => display.model.snapshot !== null)
  const isLost = useRun((display) => display.watch === 'lost')
  const isFirst = useMeasuring(work, run)
  const top = useRef<HTMLDivElement>(null)
  const isDone = run.check ? run.check.result !== null : isFirst && work.measured !== null
  useEffect(() => {
    if (isDone && top.current) showTop(top.current)
  }, [isDone])
  return (
    <>
      <div ref={top} className="run-top" />
      {run.check && <ChecksPanel work={work} run={run} check={run.check} next={next} />}
      {isFirst && work.measured && <Prediction work={work} />}
      <LostRunNotice noun="run" />
      {!isLost && !hasStarted && <WaitNotice waitingFor="the first news of the run" />}
      {hasStarted && (
        <>
          <ProgressStrip />
          <Outcome exercise={work.content.exercise} onGoTo={onGoTo} />
          <ResultPanel view={work.content.exercise.view} />
          <FindingsPanel />
          <ProcessesPanel />
          <OutputPanel />
          <TimelinePanel />
          <TrafficPanel />
          <LocksPanel />
          <CoresPanel />
        </>
      )}
    </>
  )
}

interface OutcomeProps extends Pick<PanelsProps, 'onGoTo'> {
  exercise: Pick<Exercise, 'view' | 'title'>
}

/** A result that has a view is shown by it alone. */
function Outcome({ exercise, onGoTo }: OutcomeProps): ReactNode {
  const { view, title } = exercise
  const result = useRun(({ model }) => model.report?.run.result)
  const isShown = useMemo(() => isShownAsView(view, result), [view, result])
  return (
    <RunOutcome
      fileName={programFileName}
      name={title}
      onGoTo={onGoTo}
      resultNote={isShown ? 'What main returned is shown below; Copy has it as JSON.' : undefined}
    />
  )
}

/** The results lie above what is watched while it runs. */
function showTop(top: HTMLElement): void {
  const area = top.closest('.lab-run')
  if (area && area.scrollHeight > area.clientHeight) area.scrollTop = 0
  else top.scrollIntoView({ block: 'nearest' })
}

function Prediction({ work: { content, answers, measured } }: { work: ExerciseWork }): ReactNode {
  const results = judgePredictions(content.exercise.questions, answers, measured ?? {})
  const told = results.filter(({ judgement }) => judgement !== 'skipped')
  const right = told.filter(({ judgement }) => judgement === 'right').length
  return (
    <Panel
      title="Your prediction"
      detail={told.length > 0 && <span className="num">{`${right} of ${told.length} as you said`}</span>}
      isCollapsible
      isExpandable={false}
    >
      <PredictionResults results={results} />
    </Panel>
  )
}

/** Asks what the first run gave for the questions, when it has ended. True while that run is the one that is shown. */
function useMeasuring({ id, measured, measuredRun, isPredicted }: ExerciseWork, run: ExerciseRun): boolean {
  const client = useRpc()
  const setMeasured = useExercises((state) => state.setMeasured)
  const { runId } = run.session
  const hasReport = useRun(({ model }) => model.report !== null)
  const isNeeded = isPredicted && measured === null && hasReport
  useEffect(() => {
    if (!isNeeded) return
    client.call('exercises.measure', { id, runId }).then(
      ({ values }) => setMeasured(id, values, runId),
      // The reasons are shown all the same.
      () => setMeasured(id, {}, runId),
    )
  }, [isNeeded, client, id, runId, setMeasured])
  return measuredRun === runId
}

interface StartErrorProps {
  kind: 'run' | 'check'
  error: Error
  onGoTo(location: EditorLocation): void
}

function StartError({ kind, error, onGoTo }: StartErrorProps): ReactNode {
  const location = error instanceof RpcError ? locationOfFacts(error.remote.facts) : null
  return (
    <ErrorNotice
      title={kind === 'run' ? 'The program did not start' : 'The program was not checked'}
      error={error}
      actions={
        location && (
          <Button size="small" onPress={() => onGoTo(location)}>
            Go to line {location.line}
          </Button>
        )
      }
    />
  )
}

function NothingYet({ work, start }: { work: ExerciseWork; start: ExerciseStart }): ReactNode {
  const { isPredicted } = work
  const isFirstStart = useLabPlace((state) => state.isFirstStart)
  const isFirstLook = isFirstStart && !isPredicted && Object.keys(work.answers).length === 0
  const canRun = isPredicted || isFirstLook
  return (
    <Panel title="Run" isExpandable={false} className="lab-empty">
      <EmptyState
        icon={canRun ? <Play aria-hidden /> : <Sparkles aria-hidden />}
        title={emptyTitle(isPredicted, isFirstLook)}
        action={
          <div className="exercise-begin">
            <Button variant="primary" icon={<Play aria-hidden />} onPress={start.onRun}>
              {canRun ? 'Run it now' : 'To the questions'} <KeyHint chord="mod+enter" isDecorative />
            </Button>
            {isPredicted && (
              <Button icon={<ListChecks aria-hidden />} onPress={start.onCheck}>
                Check it <KeyHint chord="mod+shift+enter" isDecorative />
              </Button>
            )}
          </div>
        }
      >
        {emptyWords(isPredicted, isFirstLook)}
      </EmptyState>
    </Panel>
  )
}

function emptyTitle(isPredicted: boolean, isFirstLook: boolean): string {
  if (isFirstLook) return 'Welcome: see real processes at work'
  return isPredicted ? 'Here you will see the program run' : 'First say what you expect'
}

function emptyWords(isPredicted: boolean, isFirstLook: boolean): string {
  if (isFirstLook)
    return 'Run this program as it is, and watch its processes start, print and end. Or say first what you expect of it: the questions stand in the lesson.'
  return isPredicted
    ? 'Its processes with their pids, states and cores, what each prints, what goes through queues and pipes, and what main returns.'
    : 'Then run the program and see: its processes, what each prints, and how your answers hold.'
}
