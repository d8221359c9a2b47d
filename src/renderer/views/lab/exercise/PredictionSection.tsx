import { Lightbulb, Play, Sparkles } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { Radio, RadioGroup } from 'react-aria-components'
import type { Question } from '../../../../shared/exercise.ts'
import { Button } from '../../../components/Button.tsx'
import { KeyHint } from '../../../components/KeyHint.tsx'
import { NumberField } from '../../../components/NumberField.tsx'
import { firstOpen, judgePredictions, skipped } from '../../../model/prediction.ts'
import { useRpc } from '../../../transport/rpcContext.tsx'
import { useExerciseRun } from './exerciseRun.ts'
import { useExercises, type ExerciseWork } from './exerciseSession.ts'
import { PredictionResults } from './PredictionResults.tsx'

export interface PredictionSectionProps {
  work: ExerciseWork
  /** The learner wanted to run: the first open question is shown. */
  isAsked: boolean
  onRun(): void
  onSkip(): void
}

/** The questions before the first run; after it, what was said and what happened. */
export function PredictionSection({ work, isAsked, onRun, onSkip }: PredictionSectionProps): ReactNode {
  const client = useRpc()
  const predictAgain = useExercises((state) => state.predictAgain)
  const section = useRef<HTMLElement>(null)
  const { id, content, answers, isPredicted, measured } = work
  const { questions } = content.exercise
  const open = firstOpen(questions, answers)
  useEffect(() => {
    if (!isAsked) return
    const question = section.current?.querySelector<HTMLElement>('[data-open] input')
    question?.focus()
    section.current?.scrollIntoView({ block: 'nearest' })
  }, [isAsked])
  return (
    <section ref={section} className="lesson-section prediction" aria-labelledby="lesson-prediction">
      <header>
        <Sparkles aria-hidden />
        <h3 id="lesson-prediction">{isPredicted ? 'What you said' : 'Predict first'}</h3>
        {isPredicted && measured && (
          <Button size="small" variant="plain" onPress={() => predictAgain(client, id)}>
            Predict again
          </Button>
        )}
      </header>
      {isPredicted ? (
        <Settled work={work} />
      ) : (
        <>
          {/* It stays when the last answer is given: what is below must not move away from under a press. */}
          {isAsked && (
            <p className="prediction-asked" role="alert">
              <Lightbulb aria-hidden />
              Say what you expect before you run it: that is what makes it stick.
            </p>
          )}
          {questions.map((question) => (
            <QuestionField
              key={question.id}
              work={work}
              question={question}
              isOpen={isAsked && question === open}
            />
          ))}
          <div className="prediction-actions">
            <Button variant="primary" icon={<Play aria-hidden />} onPress={onRun}>
              Run and see <KeyHint chord="mod+enter" isDecorative />
            </Button>
            <Button variant="plain" onPress={onSkip}>
              Run without a prediction
            </Button>
          </div>
        </>
      )}
    </section>
  )
}

function Settled({ work: { content, answers, measured, measuredRun } }: { work: ExerciseWork }): ReactNode {
  const { questions } = content.exercise
  const isBeside = useExerciseRun(({ run }) => measuredRun !== null && run?.session.runId === measuredRun)
  if (measured && !isBeside)
    return <PredictionResults results={judgePredictions(questions, answers, measured)} />
  const given = judgePredictions(questions, answers, {})
  return (
    <ul className="prediction-given">
      {given.map(({ id, text, predicted }) => (
        <li key={id}>
          <p className="muted">{text}</p>
          <p>{predicted === null ? <span className="muted">Skipped.</span> : predicted}</p>
        </li>
      ))}
      <li className="muted">
        {isBeside ? 'What happened stands with the run.' : 'What happens is shown when the run has ended.'}
      </li>
    </ul>
  )
}

interface QuestionFieldProps {
  work: ExerciseWork
  question: Question
  isOpen: boolean
}

function QuestionField({ work: { id, answers }, question, isOpen }: QuestionFieldProps): ReactNode {
  const answer = useExercises((state) => state.answer)
  const given = answers[question.id]
  if (question.type === 'number') {
    return (
      <div className="question" data-open={isOpen || undefined}>
        <NumberField
          label={question.text}
          unit={question.unit}
          value={typeof given === 'number' ? given : Number.NaN}
          formatOptions={{ maximumFractionDigits: 3 }}
          onChange={(value) => answer(id, question.id, Number.isNaN(value) ? skipped : value)}
        />
      </div>
    )
  }
  return (
    <RadioGroup
      className="question"
      aria-label={question.text}
      data-open={isOpen || undefined}
      value={typeof given === 'string' ? given : ''}
      onChange={(value) => answer(id, question.id, value)}
    >
      <span className="question-text" aria-hidden>
        {question.text}
      </span>
      {question.options.map((option) => (
        <Radio key={option.id} value={option.id} className="radio">
          <span className="radio-mark" aria-hidden />
          <span>{option.text}</span>
        </Radio>
      ))}
    </RadioGroup>
  )
}
