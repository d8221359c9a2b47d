import { Check, FlaskConical } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { HostInfo } from '../../../../shared/rpc/contract.ts'
import { Markdown } from '../../../components/Markdown.tsx'
import { Panel } from '../../../components/Panel.tsx'
import { Select } from '../../../components/Select.tsx'
import { statusOf, type ExercisePlace } from '../../../model/exerciseList.ts'
import { parameterError } from '../../../model/experimentForm.ts'
import { ParameterField } from '../../experiments/ParameterField.tsx'
import { Button } from '../../../components/Button.tsx'
import { defaultParams, useExercises, type ExerciseWork } from './exerciseSession.ts'
import { HelpSection } from './HelpSection.tsx'
import { PredictionSection } from './PredictionSection.tsx'
import './LessonPanel.css'

export interface LessonPanelProps {
  work: ExerciseWork
  host: HostInfo
  place: ExercisePlace | null
  /** The learner wanted to run before having predicted. */
  isAskedToPredict: boolean
  onRun(): void
  onSkip(): void
}

/** What the exercise teaches, the prediction, what may be changed, and help. */
export function LessonPanel(props: LessonPanelProps): ReactNode {
  const { work, host, place, isAskedToPredict, onRun, onSkip } = props
  const { lesson } = work.content
  const text = useRef<HTMLDivElement>(null)
  // Whoever came by keyboard goes on here.
  useEffect(() => text.current?.focus({ preventScroll: true }), [])
  return (
    <Panel
      title="Lesson"
      detail={place && <span className="num">{`${place.topicTitle}, ${place.number} of ${place.of}`}</span>}
      className="lesson"
    >
      <div className="lesson-sections">
        <div ref={text} tabIndex={-1} className="lesson-text">
          <Facts work={work} />
          <Markdown text={lesson} />
        </div>
        <PredictionSection work={work} isAsked={isAskedToPredict} onRun={onRun} onSkip={onSkip} />
        <Settings work={work} host={host} />
        <HelpSection work={work} />
      </div>
    </Panel>
  )
}

function Facts({ work: { id, content } }: { work: ExerciseWork }): ReactNode {
  const { title, level, minutes } = content.exercise
  const isPassed = useExercises((state) => statusOf(state.progress?.[id]) === 'passed')
  return (
    <header className="lesson-head">
      <h3>{title}</h3>
      <p className="muted num">
        {level} · {minutes} min
        {isPassed && (
          <span className="lesson-passed">
            <Check aria-hidden /> passed
          </span>
        )}
      </p>
    </header>
  )
}

/** The parameters, and how processes are started. */
function Settings({ work, host }: { work: ExerciseWork; host: HostInfo }): ReactNode {
  const change = useExercises((state) => state.change)
  const { id, content, params, startMethod } = work
  const { parameters, startMethods } = content.exercise
  const available = startMethods.filter((method) => host.startMethods.includes(method))
  if (parameters.length === 0 && available.length < 2) return null
  const defaults = defaultParams(content)
  const isChanged = parameters.some(({ name }) => params[name] !== defaults[name])
  return (
    <section className="lesson-section" aria-labelledby="lesson-settings">
      <header>
        <FlaskConical aria-hidden />
        <h3 id="lesson-settings">Try other values</h3>
        {isChanged && (
          <Button size="small" variant="plain" onPress={() => change(id, { params: defaults })}>
            Defaults
          </Button>
        )}
      </header>
      <div className="lesson-fields">
        {parameters.map((parameter) => (
          <ParameterField
            key={parameter.name}
            parameter={parameter}
            value={params[parameter.name]}
            error={parameterError(parameter, params[parameter.name])}
            onChange={(value) => change(id, { params: { ...params, [parameter.name]: value } })}
          />
        ))}
        {available.length > 1 && (
          <Select
            label="Processes are started by"
            help="Run and Check both use it."
            options={available.map((method) => ({ id: method, label: method }))}
            value={startMethod}
            onChange={(method) => change(id, { startMethod: method })}
          />
        )}
      </div>
    </section>
  )
}
