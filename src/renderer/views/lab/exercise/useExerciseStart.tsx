import type { ReactNode } from 'react'
import type { RpcClient } from '../../../../shared/rpc/client.ts'
import { parameterError } from '../../../model/experimentForm.ts'
import { isEditOf } from '../../../model/programOrigin.ts'
import { showToast } from '../../../model/toasts.ts'
import { useRpc } from '../../../transport/rpcContext.tsx'
import { useRightsNotice } from '../../run/rightsNotice.tsx'
import { refuseWhileRunning } from '../../run/runSession.ts'
import { useLabPlace } from '../labPlace.ts'
import { useExerciseRun } from './exerciseRun.ts'
import { useExercises, type ExerciseWork } from './exerciseSession.ts'

export interface ExerciseStart {
  onRun(): void
  onCheck(): void
  /** Runs it without a prediction. */
  onSkip(): void
  /** To be rendered. */
  notice: ReactNode
}

type Kind = 'run' | 'check'

export interface StartedExercise {
  id: string
  /** It comes from a folder of the user's. */
  isOwn: boolean
}

/**
 * Starts the program of an exercise: after the prediction, with valid parameters, and one from elsewhere only after the
 * notice that it runs with the user's rights.
 */
export function useExerciseStart({ id, isOwn }: StartedExercise, onPredictFirst: () => void): ExerciseStart {
  const client = useRpc()
  const predict = useExercises((state) => state.predict)
  const { guard, notice } = useRightsNotice()
  const begin = (kind: Kind, isSkipping = false): void => {
    if (useExerciseRun.getState().starting !== null || isBusy(client, id)) return
    commitField()
    if (!predict(client, id, isSkipping)) return onPredictFirst()
    const work = useExercises.getState().works[id]
    if (!work) return
    if (kind === 'run' && hasWrongParams(work)) {
      showToast('A parameter is not valid: its field in the lesson says what to enter.', { tone: 'warning' })
      return
    }
    const run = (): void => void useExerciseRun.getState()[kind === 'run' ? 'start' : 'check'](client, work)
    if (isOwn || !isShipped(work)) guard(work.content.exercise.title, run)
    else run()
  }
  return {
    // Who has never seen a run may see one before there is anything to predict.
    onRun: () => begin('run', isFirstLook(id)),
    onCheck: () => begin('check'),
    onSkip: () => begin('run', true),
    notice,
  }
}

/** On a first start, until a question is answered. */
function isFirstLook(id: string): boolean {
  const answers = useExercises.getState().works[id]?.answers ?? {}
  return useLabPlace.getState().isFirstStart && Object.keys(answers).length === 0
}

/** Whether the program is the exercise's own, or the learner's edit of it. */
function isShipped({ text, content, solution }: ExerciseWork): boolean {
  return isEditOf(content.starter, text) || (solution !== null && isEditOf(solution, text))
}

/** A number that is still being typed counts only when its field is left. */
function commitField(): void {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement) || field.type !== 'text') return
  field.blur()
  field.focus()
}

/** A run goes on, or a check of which some cases are still to be run. Says so, and offers to end another exercise's. */
function isBusy(client: RpcClient, id: string): boolean {
  const { run, stop } = useExerciseRun.getState()
  if (!run) return false
  const isChecking = run.check !== null && !run.check.result && !run.check.error
  const isWatching = run.session.store.getState().watch === 'watching'
  if (!isChecking && !isWatching) return false
  if (run.exerciseId === id && isChecking) {
    showToast('The program is still being checked.', { tone: 'warning' })
    return true
  }
  if (run.exerciseId === id) return refuseWhileRunning(run.session, 'The program')
  const title = useExercises.getState().works[run.exerciseId]?.content.exercise.title ?? 'Another exercise'
  showToast(`“${title}” is still running.`, {
    tone: 'warning',
    action: {
      label: 'Stop it',
      run: () => void stop(client).catch((error: Error) => showToast(error.message, { tone: 'danger' })),
    },
  })
  return true
}

function hasWrongParams({ content, params }: ExerciseWork): boolean {
  return content.exercise.parameters.some(
    (parameter) => parameterError(parameter, params[parameter.name]) !== undefined,
  )
}
