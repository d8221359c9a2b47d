import { create } from 'zustand'
import type { ExerciseContent } from '../../../../shared/exercise.ts'
import type { GradedSubmission } from '../../../../shared/grading.ts'
import type { RpcClient } from '../../../../shared/rpc/client.ts'
import { useMachine } from '../../../model/machine.ts'
import { createRunSession, type RunSession } from '../../run/runSession.ts'
import { useExercises, type ExerciseWork } from './exerciseSession.ts'
import { storedExerciseRun, storeExerciseRun, type StoredExerciseRun } from './exerciseStorage.ts'

export const programFileName = 'program.ts'

export interface ExerciseRun {
  exerciseId: string
  session: RunSession
  /** The text that runs. */
  text: string
  check: ExerciseCheck | null
}

export interface ExerciseCheck {
  checkId: string
  /** `performance.now()` when it began. */
  startedAt: number
  result: GradedSubmission | null
  error: Error | null
}

interface ExerciseRunState {
  run: ExerciseRun | null
  starting: 'run' | 'check' | null
  /** Of which exercise, and why it did not start. */
  startError: { exerciseId: string; kind: 'run' | 'check'; error: Error } | null
  start(client: RpcClient, work: ExerciseWork): Promise<void>
  check(client: RpcClient, work: ExerciseWork): Promise<void>
  stop(client: RpcClient): Promise<void>
  /** Takes up the run again: after a reload, a reconnect, or another view. */
  attach(client: RpcClient): void
}

/** The run of an exercise: at most one is shown at a time. */
export const useExerciseRun = create<ExerciseRunState>()((set, get) => {
  const asked = new WeakMap<RpcClient, Set<string>>()
  const patchCheck = (checkId: string, change: Partial<ExerciseCheck>): void => {
    const { run } = get()
    if (run?.check?.checkId === checkId) set({ run: { ...run, check: { ...run.check, ...change } } })
  }
  const awaitResult = async (client: RpcClient, checkId: string): Promise<void> => {
    const known = asked.get(client) ?? new Set()
    asked.set(client, known)
    if (known.has(checkId)) return
    known.add(checkId)
    try {
      const result = await client.call('exercises.result', { checkId })
      patchCheck(checkId, { result, error: null })
    } catch (error) {
      patchCheck(checkId, { error: error as Error })
    }
    await useExercises
      .getState()
      .loadProgress(client)
      .catch(() => {})
  }
  const attach = (client: RpcClient): void => {
    const { run } = get()
    run?.session.attach(client)
    if (run?.check && !run.check.result) void awaitResult(client, run.check.checkId)
  }
  const show = (client: RpcClient, stored: StoredExerciseRun): void => {
    get().run?.session.dispose()
    storeExerciseRun(stored)
    set({ run: newRun(stored, createRunSession(stored.runId, useMachine.getState().samples)) })
    attach(client)
  }
  const begin = async (
    kind: 'run' | 'check',
    { id: exerciseId, text }: ExerciseWork,
    ask: () => Promise<{ runId: string; checkId?: string }>,
    client: RpcClient,
  ): Promise<void> => {
    set({ starting: kind, startError: null })
    try {
      const { runId, checkId = null } = await ask()
      show(client, { exerciseId, runId, checkId, text })
    } catch (error) {
      set({ startError: { exerciseId, kind, error: error as Error } })
    } finally {
      set({ starting: null })
    }
  }
  return {
    run: restored(() => set({ run: null })),
    starting: null,
    startError: null,
    start: (client, work) => begin('run', work, () => client.call('runs.start', requestOf(work)), client),
    check: (client, work) => {
      const { id, text: source, startMethod } = work
      const request = { id, source, fileName: programFileName, startMethod }
      return begin('check', work, () => client.call('exercises.check', request), client)
    },
    stop: async (client) => {
      const { run } = get()
      if (run) await client.call('runs.stop', { runId: run.session.runId })
    },
    attach,
  }
})

function requestOf({ content, text, params, startMethod }: ExerciseWork) {
  return {
    source: { kind: 'source' as const, source: text, fileName: programFileName },
    params: runParams(content, params),
    startMethod,
    timeoutMs: content.exercise.limits.timeoutMs,
  }
}

/** What the first case that is shown gives main, and over it what the learner set. */
function runParams({ exercise }: ExerciseContent, params: ExerciseWork['params']): Record<string, unknown> {
  const shown = exercise.cases.find(({ isHidden }) => !isHidden)
  const changed = exercise.parameters.filter(({ name, default: value }) => params[name] !== value)
  const own = changed.map(({ name }) => [name, params[name]] as const)
  const defaults = exercise.parameters.map(({ name, default: value }) => [name, value] as const)
  return Object.fromEntries([...defaults, ...Object.entries(shown?.params ?? {}), ...own])
}

function newRun({ exerciseId, text, checkId }: StoredExerciseRun, session: RunSession): ExerciseRun {
  const check = checkId === null ? null : { checkId, startedAt: performance.now(), result: null, error: null }
  return { exerciseId, session, text, check }
}

function restored(onGone: () => void): ExerciseRun | null {
  const stored = storedExerciseRun()
  return stored && newRun(stored, createRunSession(stored.runId, [], onGone))
}
