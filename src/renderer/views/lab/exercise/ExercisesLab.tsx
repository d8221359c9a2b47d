import { useEffect, useState, type ReactNode } from 'react'
import type { ExerciseDescription } from '../../../../shared/exercise.ts'
import type { HostInfo } from '../../../../shared/rpc/contract.ts'
import { Button } from '../../../components/Button.tsx'
import { ErrorNotice } from '../../../components/ErrorNotice.tsx'
import { WaitNotice } from '../../../components/WaitNotice.tsx'
import { resumeWith, type ProgressByExercise } from '../../../model/exerciseList.ts'
import { useCall, useRpc } from '../../../transport/rpcContext.tsx'
import { useLabPlace } from '../labPlace.ts'
import { ExerciseList } from './ExerciseList.tsx'
import { ExercisePage } from './ExercisePage.tsx'
import { useExercises } from './exerciseSession.ts'

/** The list of exercises, or the one that is open. */
export function ExercisesLab({ host }: { host: HostInfo }): ReactNode {
  const list = useCall('exercises.list', null)
  const progress = useProgress()
  const id = useLabPlace((state) => state.exerciseId)
  const openList = useLabPlace((state) => state.openList)
  const isOpening = useFirstExercise(list.data?.exercises, progress.data)
  const error = list.error ?? progress.error
  if (error) {
    return (
      <div className="lab-wait">
        <ErrorNotice
          title="The exercises cannot be shown"
          error={error}
          actions={
            <Button
              size="small"
              onPress={() => {
                list.reload()
                progress.retry()
              }}
            >
              Try again
            </Button>
          }
        />
      </div>
    )
  }
  if (!list.data || !progress.data || isOpening) {
    return (
      <div className="lab-wait">
        <WaitNotice waitingFor="the list of exercises" />
      </div>
    )
  }
  const { exercises, problems } = list.data
  if (id === null) return <ExerciseList exercises={exercises} progress={progress.data} problems={problems} />
  return <OpenExercise key={id} id={id} host={host} exercises={exercises} onList={openList} />
}

/** On a first start opens the first exercise. True until it has. */
function useFirstExercise(
  exercises: readonly ExerciseDescription[] | undefined,
  progress: ProgressByExercise | null,
): boolean {
  const isFirstStart = useLabPlace((state) => state.isFirstStart && state.exerciseId === null)
  const openExercise = useLabPlace((state) => state.openExercise)
  const first = exercises && progress ? (resumeWith(exercises, progress)?.id ?? null) : undefined
  useEffect(() => {
    if (isFirstStart && first) openExercise(first)
  }, [isFirstStart, first, openExercise])
  return isFirstStart && first !== null
}

interface OpenExerciseProps {
  id: string
  host: HostInfo
  exercises: readonly ExerciseDescription[]
  onList(): void
}

function OpenExercise({ id, host, exercises, onList }: OpenExerciseProps): ReactNode {
  const content = useCall('exercises.read', { id })
  const client = useRpc()
  const begin = useExercises((state) => state.begin)
  const restoreHints = useExercises((state) => state.restoreHints)
  const work = useExercises((state) => state.works[id])
  const { data } = content
  useEffect(() => {
    if (data?.id !== id) return
    begin(data, host.startMethods)
    // Without them the next one asked for is the first again.
    restoreHints(client, id).catch(() => {})
  }, [data, id, begin, restoreHints, client, host])
  if (content.error) {
    return (
      <div className="lab-wait">
        <ErrorNotice
          title="The exercise cannot be read"
          error={content.error}
          actions={
            <>
              <Button size="small" onPress={content.reload}>
                Try again
              </Button>
              <Button size="small" onPress={onList}>
                All exercises
              </Button>
            </>
          }
        />
      </div>
    )
  }
  if (!work) {
    return (
      <div className="lab-wait">
        <WaitNotice waitingFor="the exercise" startedAt={content.startedAt} />
      </div>
    )
  }
  return <ExercisePage work={work} host={host} exercises={exercises} />
}

function useProgress(): { data: ProgressByExercise | null; error: Error | null; retry(): void } {
  const client = useRpc()
  const data = useExercises((state) => state.progress)
  const load = useExercises((state) => state.loadProgress)
  const [attempt, setAttempt] = useState(0)
  const [error, setError] = useState<Error | null>(null)
  useEffect(() => {
    load(client).then(() => setError(null), setError)
  }, [client, load, attempt])
  return { data, error, retry: () => setAttempt(attempt + 1) }
}
