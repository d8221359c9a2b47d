import { GitCompareArrows, LifeBuoy } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from '../../../components/Button.tsx'
import { KeyHint } from '../../../components/KeyHint.tsx'
import { Markdown } from '../../../components/Markdown.tsx'
import { useShortcut } from '../../../model/shortcuts.ts'
import { showToast } from '../../../model/toasts.ts'
import { useRpc } from '../../../transport/rpcContext.tsx'
import { useExercises, type ExerciseWork } from './exerciseSession.ts'

/** Hints, one at a time, and after an attempt the solution. */
export function HelpSection({ work }: { work: ExerciseWork }): ReactNode {
  const client = useRpc()
  const { id, content, hints } = work
  const attempts = useExercises((state) => state.progress?.[id]?.attempts ?? 0)
  const { askHint, isAsking } = useHints(work)
  const showSolution = useExercises((state) => state.showSolution)
  const left = content.hintCount - hints.length
  const lastHint = useRef<HTMLLIElement>(null)
  const [seen] = useState(hints.length)
  useEffect(() => {
    if (hints.length > seen) lastHint.current?.focus()
  }, [hints.length, seen])
  const onSolution = (): void => {
    showSolution(client, id).catch((error: Error) => showToast(error.message, { tone: 'danger' }))
  }
  useShortcut({ title: 'Show a hint', group: 'Lab', chords: ['h'], isDisabled: left === 0, run: askHint })
  useShortcut({ title: 'Show the solution', group: 'Lab', isDisabled: attempts === 0, run: onSolution })
  return (
    <section className="lesson-section" aria-labelledby="lesson-help">
      <header>
        <LifeBuoy aria-hidden />
        <h3 id="lesson-help">Help</h3>
      </header>
      {hints.length > 0 && (
        <ol className="hints">
          {hints.map((text, index) => (
            <li
              key={index}
              className="hint"
              tabIndex={-1}
              ref={index === hints.length - 1 ? lastHint : undefined}
            >
              <Markdown text={text} topLevel={4} />
            </li>
          ))}
        </ol>
      )}
      <div className="help-actions">
        {left > 0 && (
          <Button isPending={isAsking} onPress={askHint}>
            {hints.length === 0 ? 'Show a hint' : 'One more hint'}{' '}
            <span className="unit num">
              {hints.length + 1} of {content.hintCount}
            </span>{' '}
            <KeyHint chord="h" isDecorative />
          </Button>
        )}
        <Button
          icon={<GitCompareArrows aria-hidden />}
          disabledReason={attempts === 0 ? 'After an attempt: have your program checked first.' : undefined}
          onPress={onSolution}
        >
          Compare with the solution
        </Button>
      </div>
    </section>
  )
}

/** Asks for the next hint; one at a time is on its way. */
export function useHints({ id }: ExerciseWork): { askHint(): void; isAsking: boolean } {
  const client = useRpc()
  const nextHint = useExercises((state) => state.nextHint)
  const [isAsking, setAsking] = useState(false)
  const askHint = (): void => {
    if (isAsking) return
    setAsking(true)
    nextHint(client, id)
      .catch((error: Error) => showToast(error.message, { tone: 'danger' }))
      .finally(() => setAsking(false))
  }
  return { askHint, isAsking }
}
