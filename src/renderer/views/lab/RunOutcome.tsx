import type { ReactNode } from 'react'
import type { ReportedError, RunReport } from '../../../shared/runReport.ts'
import { CopyButton } from '../../components/ErrorNotice.tsx'
import { Panel } from '../../components/Panel.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { formatDuration, quantityText } from '../../model/format.ts'
import { exitWords } from '../../model/runExitWords.ts'
import { inertLines, inertText } from '../../model/inertText.ts'
import { linkLocations, type EditorLocation } from '../../model/sourceLocations.ts'
import { useRun } from '../run/runContext.tsx'
import { OpenRunButton, SaveRunButton } from '../runFile/RunFileButtons.tsx'
import './RunOutcome.css'

const maxShownCharacters = 20_000

export interface RunOutcomeProps {
  /** What the run's errors call the program. */
  fileName: string
  /** What a file calls the run. Default: the program as its report names it. */
  name?: string
  /** Left out where there is no editor to go to. */
  onGoTo?: (location: EditorLocation) => void
  /** In place of what main returned, where that is shown elsewhere. */
  resultNote?: string | undefined
}

/** How the run ended: what main returned, or the error with its places in the program as links. */
export function RunOutcome({ fileName, name, onGoTo, resultNote }: RunOutcomeProps): ReactNode {
  const report = useRun((display) => display.model.report)
  if (!report) {
    return (
      <Panel title="Outcome" isExpandable={false}>
        <p className="muted">main has not returned yet.</p>
      </Panel>
    )
  }
  const { outcome, exitCode, durationMs, error, result } = report.run
  return (
    <Panel
      title="Outcome"
      detail={
        <>
          <StateBadge state={outcome} />
          <span className="num">
            after {quantityText(formatDuration(durationMs))}
            {exitCode !== null && ` · ${exitWords({ exitCode, signal: null, endedBy: null })}`}
          </span>
        </>
      }
      actions={<CopyButton text={() => outcomeText(report)} />}
    >
      {error && <RunError error={error} fileName={fileName} {...(onGoTo && { onGoTo })} />}
      {!error && outcome !== 'completed' && <Unfinished outcome={outcome} />}
      {!error && outcome === 'completed' && <Result value={result} note={resultNote} />}
      {onGoTo && (
        <div className="outcome-file">
          <SaveRunButton run={{ name: name ?? report.run.program, report }} />
          <OpenRunButton />
        </div>
      )}
    </Panel>
  )
}

const unfinished: Record<Exclude<RunReport['run']['outcome'], 'completed'>, string> = {
  failed: 'The main program ended before main returned; its output may say why.',
  timeout: 'The time limit ended the run before main returned.',
  killed: 'The run was ended before main returned.',
  deadlocked: 'Nothing in the run could go on: the findings name who waits for whom.',
}

function Unfinished({ outcome }: { outcome: keyof typeof unfinished }): ReactNode {
  return <p>{unfinished[outcome]}</p>
}

function Result({ value, note }: { value: unknown; note: string | undefined }): ReactNode {
  if (note !== undefined) return <p className="muted">{note}</p>
  if (value === undefined) return <p className="muted">main returned nothing.</p>
  const text = JSON.stringify(value, null, 2)
  const shown = text.slice(0, maxShownCharacters)
  return (
    <>
      <p className="muted">main returned</p>
      <pre className="outcome-text" tabIndex={0} aria-label="What main returned">
        {inertLines(shown)}
      </pre>
      {shown.length < text.length && (
        <p className="muted num">
          {(text.length - shown.length).toLocaleString('en')} more characters; Copy has them all.
        </p>
      )}
    </>
  )
}

interface RunErrorProps extends Pick<RunOutcomeProps, 'fileName' | 'onGoTo'> {
  error: ReportedError
}

function RunError({ error, ...place }: RunErrorProps): ReactNode {
  const { name, message, stack, pid } = error
  // A stack begins with the message in most runtimes: it is not said twice.
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return (
    <div className="outcome-error">
      <p>
        <strong>{inertText(name)}</strong>
        {pid !== null && <span className="muted num"> in pid {pid}</span>}
      </p>
      <p className="outcome-message">
        <Located text={inertLines(message)} {...place} />
      </p>
      {frames.length > 0 && (
        <pre className="outcome-text" tabIndex={0} aria-label="Stack">
          <Located text={inertLines(frames.join('\n'))} {...place} />
        </pre>
      )}
    </div>
  )
}

function Located({ text, fileName, onGoTo }: Omit<RunErrorProps, 'error'> & { text: string }): ReactNode {
  return linkLocations(text, fileName).map(({ text: piece, location }, index) =>
    location === null || !onGoTo ? (
      piece
    ) : (
      <button
        key={index}
        type="button"
        className="outcome-link"
        title={`Go to line ${location.line}`}
        onClick={() => onGoTo(location)}
      >
        {piece}
      </button>
    ),
  )
}

function outcomeText({ run }: RunReport): string {
  if (!run.error) return JSON.stringify(run.result, null, 2) ?? ''
  return run.error.stack || `${run.error.name}: ${run.error.message}`
}
