import { ArrowRight, BookOpen, CircleCheck, CircleDashed, CircleDot, Code, SearchX } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { ExerciseDescription } from '../../../../shared/exercise.ts'
import { Button } from '../../../components/Button.tsx'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { KeyHint } from '../../../components/KeyHint.tsx'
import { TopBar } from '../../../frame/TopBar.tsx'
import {
  groupExercises,
  resumeWith,
  statusWords,
  type ExerciseStatus,
  type ListedExercise,
  type ProgressByExercise,
  type TopicGroup,
} from '../../../model/exerciseList.ts'
import { useShortcut } from '../../../model/shortcuts.ts'
import { LabModeSwitch } from '../LabModeSwitch.tsx'
import { useLabPlace } from '../labPlace.ts'
import './ExerciseList.css'

export interface ExerciseListProps {
  exercises: readonly ExerciseDescription[]
  progress: ProgressByExercise
  /** The user's own that cannot be used, and why. */
  problems: readonly string[]
}

/** All exercises by topic: to search, to choose from, to go on with. */
export function ExerciseList({ exercises, progress, problems }: ExerciseListProps): ReactNode {
  const [query, setQuery] = useState('')
  const search = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const groups = useMemo(() => groupExercises(exercises, progress, query), [exercises, progress, query])
  const found = groups.reduce((sum, group) => sum + group.exercises.length, 0)
  const all = useMemo(() => groupExercises(exercises, progress, ''), [exercises, progress])
  const passed = all.reduce((sum, group) => sum + group.passed, 0)
  useFocusOnReturn(list)
  useShortcut({
    title: 'Search the exercises',
    group: 'Lab',
    chords: ['/'],
    run: () => search.current?.focus(),
  })
  const clear = (): void => {
    setQuery('')
    search.current?.focus()
  }
  return (
    <div className="exercise-list" ref={list} onKeyDown={moveByArrows}>
      <TopBar
        title="Lab"
        nav={<LabModeSwitch />}
        detail={<span className="num">{`${exercises.length} exercises · ${passed} passed`}</span>}
        actions={<Resume exercises={exercises} progress={progress} />}
      />
      <div className="exercise-search">
        <input
          ref={search}
          type="search"
          className="input"
          aria-label="Search the exercises"
          placeholder="Search: a word of a title, a topic, a level"
          value={query}
          spellCheck={false}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && query !== '' && clear()}
        />
        <KeyHint chord="/" isDecorative />
        <span className="visually-hidden" role="status">
          {query === '' ? '' : `${found} found`}
        </span>
      </div>
      {exercises.length === 0 && (
        <EmptyState icon={<BookOpen aria-hidden />} title="There are no exercises">
          Those that come with Forkscope lie in resources/exercises; this installation has none.
        </EmptyState>
      )}
      {exercises.length > 0 && found === 0 && (
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={`No exercise has the words “${query}”`}
          action={<Button onPress={clear}>Show all</Button>}
        />
      )}
      {groups.map((group) => (
        <Topic key={group.topic} group={group} />
      ))}
      <OtherWork problems={problems} />
    </div>
  )
}

function Resume({ exercises, progress }: Omit<ExerciseListProps, 'problems'>): ReactNode {
  const openExercise = useLabPlace((state) => state.openExercise)
  const next = resumeWith(exercises, progress)
  const open = (): void => {
    if (next) openExercise(next.id)
  }
  const isFirst = Object.keys(progress).length === 0
  const title = next?.status === 'begun' ? 'Continue' : isFirst ? 'Begin' : 'Next'
  useShortcut({
    title: 'Go on with the next exercise',
    group: 'Lab',
    chords: ['n'],
    isDisabled: next === null,
    run: open,
  })
  if (!next) return null
  return (
    <Button
      variant="primary"
      icon={<ArrowRight aria-hidden />}
      onPress={open}
      aria-label={`${title}: ${next.title}`}
    >
      {title} <span className="exercise-resume truncate">{next.title}</span>
    </Button>
  )
}

function Topic({ group: { title, exercises, passed, total } }: { group: TopicGroup }): ReactNode {
  return (
    <section className="exercise-topic" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="num muted">
          {passed} of {total} passed
        </span>
        <span className="exercise-meter" aria-hidden>
          <span style={{ transform: `scaleX(${passed / total})` }} />
        </span>
      </header>
      <ul>
        {exercises.map((exercise) => (
          <li key={exercise.id}>
            <Row exercise={exercise} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const statusIcons: Readonly<Record<ExerciseStatus, ReactNode>> = {
  new: <CircleDashed aria-hidden />,
  begun: <CircleDot aria-hidden />,
  passed: <CircleCheck aria-hidden />,
}

function Row({ exercise }: { exercise: ListedExercise }): ReactNode {
  const openExercise = useLabPlace((state) => state.openExercise)
  const { id, number, title, summary, level, minutes, status, origin } = exercise
  return (
    <button
      type="button"
      className="exercise-row"
      data-status={status}
      data-exercise={id}
      onClick={() => openExercise(id)}
    >
      <span className="exercise-status" title={statusWords[status]}>
        {statusIcons[status]}
        <span className="visually-hidden">{statusWords[status]}: </span>
      </span>
      <span className="exercise-number num">{number}</span>
      <span className="exercise-title">
        {title}
        {origin === 'own' && <span className="exercise-own">your own</span>}
      </span>
      <span className="exercise-summary">{summary}</span>
      <span className="exercise-level" data-level={level}>
        {level}
      </span>
      <span className="exercise-minutes num">
        {minutes} <span className="unit">min</span>
      </span>
    </button>
  )
}

/** Programs that are no exercises, and how own exercises come here. */
function OtherWork({ problems }: { problems: readonly string[] }): ReactNode {
  const setMode = useLabPlace((state) => state.setMode)
  return (
    <section className="exercise-topic" aria-label="Programs">
      <header>
        <h2>Programs</h2>
      </header>
      <ul>
        <li>
          <button type="button" className="exercise-row" onClick={() => setMode('programs')}>
            <span className="exercise-status">
              <Code aria-hidden />
            </span>
            <span className="exercise-number" />
            <span className="exercise-title">A program of your own</span>
            <span className="exercise-summary">
              Write one, open a file, or look at those that come with Forkscope.
            </span>
          </button>
        </li>
      </ul>
      {problems.length > 0 && (
        <details className="exercise-problems">
          <summary>
            {problems.length === 1
              ? 'One exercise of yours cannot be used'
              : `${problems.length} exercises of yours cannot be used`}
          </summary>
          <ul>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          <p className="muted">
            <code>forkscope lint &lt;folder&gt;</code> says all that is wrong with one.
          </p>
        </details>
      )}
    </section>
  )
}

/** Who comes back from an exercise goes on at its line. */
function useFocusOnReturn(list: { current: HTMLElement | null }): void {
  useEffect(() => {
    const { cameFrom } = useLabPlace.getState()
    if (cameFrom === null) return
    const row = list.current?.querySelector<HTMLElement>(`[data-exercise="${CSS.escape(cameFrom)}"]`)
    row?.focus()
    row?.scrollIntoView({ block: 'center' })
  }, [list])
}

/** Up and down go from line to line, also from the search and back to it. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input[type=search], .exercise-row')]
  const at = stops.indexOf(event.target as HTMLElement)
  const next = at < 0 ? undefined : stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}
