import { ChevronLeft, ChevronRight, ListChecks, List } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { ExerciseDescription } from '../../../../shared/exercise.ts'
import type { HostInfo } from '../../../../shared/rpc/contract.ts'
import { Button } from '../../../components/Button.tsx'
import type { CodeEditorHandle } from '../../../components/editor/CodeEditor.tsx'
import { IconButton } from '../../../components/IconButton.tsx'
import { placeOf } from '../../../model/exerciseList.ts'
import { useShortcut } from '../../../model/shortcuts.ts'
import { useRpc } from '../../../transport/rpcContext.tsx'
import { RunTopBar } from '../../run/RunTopBar.tsx'
import { LabPanels } from '../LabPanels.tsx'
import { useLabPlace } from '../labPlace.ts'
import { ExerciseEditor } from './ExerciseEditor.tsx'
import { ExerciseRunArea } from './ExerciseRunArea.tsx'
import { useExerciseRun } from './exerciseRun.ts'
import type { ExerciseWork } from './exerciseSession.ts'
import { LessonPanel } from './LessonPanel.tsx'
import { useExerciseStart } from './useExerciseStart.tsx'
import './ExercisePage.css'

export interface ExercisePageProps {
  work: ExerciseWork
  host: HostInfo
  exercises: readonly ExerciseDescription[]
}

/** An exercise: what it teaches, the program, and its run. */
export function ExercisePage({ work, host, exercises }: ExercisePageProps): ReactNode {
  const client = useRpc()
  const editor = useRef<CodeEditorHandle>(null)
  const run = useExerciseRun((state) => (state.run?.exerciseId === work.id ? state.run : null))
  const starting = useExerciseRun((state) => state.starting)
  const stop = useExerciseRun((state) => state.stop)
  const attach = useExerciseRun((state) => state.attach)
  useEffect(() => attach(client), [attach, client])
  const [isAskedToPredict, setAskedToPredict] = useState(false)
  const isOwn = exercises.find(({ id }) => id === work.id)?.origin === 'own'
  const start = useExerciseStart({ id: work.id, isOwn }, () => setAskedToPredict(true))
  const place = placeOf(exercises, work.id)
  return (
    <div className="lab exercise">
      <RunTopBar
        title="Lab"
        nav={<Place exercises={exercises} id={work.id} />}
        detail={work.content.exercise.title}
        noun="the program"
        session={run?.session ?? null}
        isStarting={starting === 'run'}
        moreActions={<CheckButton isPending={starting === 'check'} onCheck={start.onCheck} />}
        onRun={start.onRun}
        onStop={() => stop(client)}
      />
      <CheckShortcut onCheck={start.onCheck} />
      {start.notice}
      <LabPanels
        id="forkscope.lab.exerciseLayout"
        columns={[
          {
            id: 'exercise-lesson',
            name: 'the lesson',
            defaultSize: '29',
            minSize: '15rem',
            content: (
              <LessonPanel
                work={work}
                host={host}
                place={place}
                isAskedToPredict={isAskedToPredict && !work.isPredicted}
                onRun={start.onRun}
                onSkip={start.onSkip}
              />
            ),
          },
          {
            id: 'exercise-editor',
            name: 'the editor',
            defaultSize: '36',
            minSize: '16rem',
            isEditor: true,
            content: <ExerciseEditor work={work} editor={editor} onRun={start.onRun} />,
          },
          {
            id: 'exercise-run',
            name: 'the run',
            defaultSize: '35',
            minSize: '18rem',
            content: (
              <ExerciseRunArea
                work={work}
                run={run}
                next={place?.next ?? null}
                start={start}
                onGoTo={(location) => editor.current?.goTo(location)}
              />
            ),
          },
        ]}
      />
    </div>
  )
}

function CheckButton({ isPending, onCheck }: { isPending: boolean; onCheck(): void }): ReactNode {
  return (
    <Button icon={<ListChecks aria-hidden />} isPending={isPending} onPress={onCheck}>
      Check
    </Button>
  )
}

/** Apart from the button, which is not there while something runs. */
function CheckShortcut({ onCheck }: { onCheck(): void }): ReactNode {
  useShortcut({
    title: 'Check the program',
    group: 'Lab',
    chords: ['mod+shift+enter'],
    keywords: 'grade test submit',
    run: onCheck,
  })
  return null
}

/** Back to the list, and to the exercises before and after. */
function Place({ exercises, id }: { exercises: readonly ExerciseDescription[]; id: string }): ReactNode {
  const openList = useLabPlace((state) => state.openList)
  const openExercise = useLabPlace((state) => state.openExercise)
  const place = placeOf(exercises, id)
  const goTo = (exercise: ExerciseDescription | null | undefined) => () => {
    if (exercise) openExercise(exercise.id)
  }
  const { previous, next } = place ?? {}
  useShortcut({ title: 'All exercises', group: 'Lab', chords: ['l'], keywords: 'list back', run: openList })
  useShortcut({
    title: 'Next exercise',
    group: 'Lab',
    chords: ['n'],
    isDisabled: !next,
    run: goTo(next),
  })
  useShortcut({
    title: 'Previous exercise',
    group: 'Lab',
    chords: ['b'],
    isDisabled: !previous,
    run: goTo(previous),
  })
  return (
    <div className="exercise-nav">
      <Button size="small" icon={<List aria-hidden />} onPress={openList} aria-label="All exercises">
        <span className="exercise-nav-label">Exercises</span>
      </Button>
      <IconButton
        label={previous ? `Previous: ${previous.title}` : 'This is the first exercise'}
        chord="b"
        icon={<ChevronLeft aria-hidden />}
        isDisabled={!previous}
        onPress={goTo(previous)}
      />
      <IconButton
        label={next ? `Next: ${next.title}` : 'This is the last exercise'}
        chord="n"
        icon={<ChevronRight aria-hidden />}
        isDisabled={!next}
        onPress={goTo(next)}
      />
    </div>
  )
}
