import { create } from 'zustand'
import type { ExerciseContent, ExerciseProgress, ProgressChange } from '../../../../shared/exercise.ts'
import type { RpcClient } from '../../../../shared/rpc/client.ts'
import type { StartMethod } from '../../../../shared/units.ts'
import type { ProgressByExercise } from '../../../model/exerciseList.ts'
import { firstOpen, skipOpen, type Answers, type Measured } from '../../../model/prediction.ts'
import { showToast } from '../../../model/toasts.ts'
import { storedMeasured, storeMeasured } from './exerciseStorage.ts'

export type ParamValues = Readonly<Record<string, number | string>>
export type EditorTab = 'code' | 'changes' | 'solution'

/** A learner's work on one exercise. */
export interface ExerciseWork {
  id: string
  content: ExerciseContent
  text: string
  params: ParamValues
  startMethod: StartMethod
  answers: Answers
  /** The answers are settled: the program may be run, and they stay as they are. */
  isPredicted: boolean
  /** What the first run gave; null before it has ended. */
  measured: Measured | null
  /** That first run, while the page lives. */
  measuredRun: string | null
  /** Those that were asked for, in order. */
  hints: readonly string[]
  solution: string | null
  tab: EditorTab
}

interface ExerciseState {
  works: Readonly<Record<string, ExerciseWork>>
  /** Null until the host has told. */
  progress: ProgressByExercise | null
  loadProgress(client: RpcClient): Promise<void>
  /** Takes up the work on an exercise where it was left. */
  begin(content: ExerciseContent, available: readonly StartMethod[]): void
  change(id: string, change: Partial<ExerciseWork>): void
  changeText(client: RpcClient, id: string, text: string): void
  answer(id: string, question: string, answer: string | number): void
  /** Settles the answers; with `isSkipping` those that are open are skipped. False when some are open. */
  predict(client: RpcClient, id: string, isSkipping: boolean): boolean
  predictAgain(client: RpcClient, id: string): void
  setMeasured(id: string, measured: Measured, runId: string): void
  nextHint(client: RpcClient, id: string): Promise<void>
  /** Shows those again that were asked for before. */
  restoreHints(client: RpcClient, id: string): Promise<void>
  showSolution(client: RpcClient, id: string): Promise<void>
}

const saveAfterMs = 500

/** What learners do with exercises. It outlives the view; texts and answers are kept by the host. */
export const useExercises = create<ExerciseState>()((set, get) => {
  const saver = createSaver()
  const change = (id: string, part: Partial<ExerciseWork>): void => {
    const work = get().works[id]
    if (work) set({ works: { ...get().works, [id]: { ...work, ...part } } })
  }
  const setProgress = (id: string, progress: ExerciseProgress): void =>
    set({ progress: { ...get().progress, [id]: progress } })
  const save = (client: RpcClient, id: string, part: ProgressChange, afterMs = 0): void =>
    saver(id, part, afterMs, (whole) =>
      client
        .call('exercises.saveProgress', { id, change: whole })
        .then((progress) => setProgress(id, progress)),
    )
  return {
    works: {},
    progress: null,
    loadProgress: async (client) => set({ progress: await client.call('exercises.progress', null) }),
    begin: (content, available) => {
      const known = get().works[content.id]
      const work = known ? { ...known, content } : newWork(content, available, get().progress?.[content.id])
      set({ works: { ...get().works, [content.id]: work } })
    },
    change,
    changeText: (client, id, text) => {
      change(id, { text })
      const starter = get().works[id]?.content.starter
      save(client, id, { source: text === starter ? null : text }, saveAfterMs)
    },
    answer: (id, question, answer) => {
      const work = get().works[id]
      if (work && !work.isPredicted) change(id, { answers: { ...work.answers, [question]: answer } })
    },
    predict: (client, id, isSkipping) => {
      const work = get().works[id]
      if (!work || work.isPredicted) return true
      const { questions } = work.content.exercise
      const answers = isSkipping ? skipOpen(questions, work.answers) : work.answers
      if (firstOpen(questions, answers)) return false
      change(id, { answers, isPredicted: true })
      save(client, id, { predictions: answers })
      return true
    },
    predictAgain: (client, id) => {
      change(id, { answers: {}, isPredicted: false, measured: null, measuredRun: null })
      const { [id]: _, ...others } = storedMeasured()
      storeMeasured(others)
      save(client, id, { predictions: {} })
    },
    setMeasured: (id, measured, runId) => {
      change(id, { measured, measuredRun: runId })
      storeMeasured({ ...storedMeasured(), [id]: measured })
    },
    nextHint: async (client, id) => {
      const work = get().works[id]
      if (!work || work.hints.length >= work.content.hintCount) return
      const { text } = await client.call('exercises.hint', { id, number: work.hints.length + 1 })
      change(id, { hints: [...work.hints, text] })
      // Nobody waits for the list: who presses again at once wants the next hint.
      get()
        .loadProgress(client)
        .catch(() => {})
    },
    restoreHints: async (client, id) => {
      const shown = Math.min(get().progress?.[id]?.hintsShown ?? 0, get().works[id]?.content.hintCount ?? 0)
      if (shown === 0 || get().works[id]?.hints.length !== 0) return
      const numbers = Array.from({ length: shown }, (_, index) => index + 1)
      const hints = await Promise.all(numbers.map((number) => client.call('exercises.hint', { id, number })))
      if (get().works[id]?.hints.length === 0) change(id, { hints: hints.map(({ text }) => text) })
    },
    showSolution: async (client, id) => {
      const { source } = await client.call('exercises.solution', { id })
      change(id, { solution: source, tab: 'solution' })
      await get().loadProgress(client)
    },
  }
})

function newWork(
  content: ExerciseContent,
  available: readonly StartMethod[],
  progress: ExerciseProgress | undefined,
): ExerciseWork {
  const { id, exercise, starter } = content
  const answers = progress?.predictions ?? {}
  return {
    id,
    content,
    text: progress?.source ?? starter,
    params: defaultParams(content),
    startMethod: exercise.startMethods.find((method) => available.includes(method)) ?? 'spawn',
    answers,
    isPredicted: Object.keys(answers).length > 0 && firstOpen(exercise.questions, answers) === null,
    measured: storedMeasured()[id] ?? null,
    measuredRun: null,
    hints: [],
    solution: null,
    tab: 'code',
  }
}

export function defaultParams({ exercise }: ExerciseContent): ParamValues {
  return Object.fromEntries(exercise.parameters.map(({ name, default: value }) => [name, value]))
}

type Send = (change: ProgressChange) => Promise<unknown>

/** Collects the changes of an exercise until the typing pauses; one at a time is on its way. Told once when it fails. */
function createSaver(): (id: string, change: ProgressChange, afterMs: number, send: Send) => void {
  const waiting = new Map<
    string,
    { change: ProgressChange; send: Send; timer: ReturnType<typeof setTimeout> }
  >()
  let hasFailed = false
  const flush = (id: string): void => {
    const entry = waiting.get(id)
    if (!entry) return
    clearTimeout(entry.timer)
    waiting.delete(id)
    entry.send(entry.change).catch((error: Error) => {
      if (!hasFailed) showToast(`What you write is not kept: ${error.message}`, { tone: 'warning' })
      hasFailed = true
    })
  }
  // A page that goes has no later.
  window.addEventListener('pagehide', () => [...waiting.keys()].forEach(flush))
  return (id, change, afterMs, send) => {
    const before = waiting.get(id)
    clearTimeout(before?.timer)
    const timer = setTimeout(() => flush(id), afterMs)
    waiting.set(id, { change: { ...before?.change, ...change }, send, timer })
  }
}
