import { randomBytes } from 'node:crypto'
import { UserError } from '../../shared/errors.ts'
import type { ExerciseContent, ExerciseProgress, ProgressChange } from '../../shared/exercise.ts'
import type { GradedSubmission } from '../../shared/grading.ts'
import type { StartMethod } from '../../shared/units.ts'
import { Grader } from '../grading/grader.ts'
import { measureAnswers } from '../grading/measureAnswers.ts'
import type { RunService } from '../runs/runService.ts'
import type { ExerciseCatalogue, ExerciseList } from './exerciseCatalogue.ts'
import { exerciseContent } from './exerciseContent.ts'
import type { LoadedExercise } from './loadExercise.ts'
import { ProgressStore, type ProgressByExercise } from './progressStore.ts'

export interface ExerciseServiceOptions {
  catalogue: ExerciseCatalogue
  runs: RunService
  libraryEntry: string
  /** Absolute path of the file that keeps the progress. */
  progressFile: string
}

export interface CheckRequest {
  id: string
  source: string
  fileName: string
  startMethod?: StartMethod | undefined
}

export interface StartedCheck {
  checkId: string
  /** The run that is watched: of the first case that is shown. */
  runId: string
  case: string
}

/** The results of so many checks are kept. */
const keptChecks = 20

/** What a learner does with exercises: reads, asks for hints, has programs checked. */
export class ExerciseService {
  readonly #options: ExerciseServiceOptions
  readonly #progress: ProgressStore
  /** Finding an exercise takes its time, and the last of two changes is to win. */
  #lastSave: Promise<unknown> = Promise.resolve()
  readonly #checks = new Map<string, Promise<GradedSubmission>>()
  /** Of this session: also where progress cannot be written. */
  readonly #attempted = new Set<string>()
  /** By exercise; each keeps the solution's runs for as long as the exercise is as it was. */
  readonly #graders = new Map<string, { state: string; grader: Grader }>()

  constructor(options: ExerciseServiceOptions) {
    this.#options = options
    this.#progress = new ProgressStore(options.progressFile)
  }

  list(): Promise<ExerciseList> {
    return this.#options.catalogue.list()
  }

  async read(id: string): Promise<ExerciseContent> {
    return exerciseContent(await this.#options.catalogue.get(id))
  }

  /** @throws UserError `not-found` when there is no such hint */
  async hint(id: string, number: number): Promise<{ text: string }> {
    const { id: known, hints } = await this.#options.catalogue.get(id)
    const text = hints[number - 1]
    if (text === undefined)
      throw new UserError('not-found', `${id} has ${hints.length} hints, and no hint ${number}.`)
    await this.#keep(known, (before) => ({ ...before, hintsShown: Math.max(before.hintsShown, number) }))
    return { text }
  }

  /** @throws UserError `refused` before the first attempt */
  async solution(id: string): Promise<{ source: string }> {
    const { id: known, solution } = await this.#options.catalogue.get(id)
    const { attempts } = await this.#progress.of(known)
    if (attempts === 0 && !this.#attempted.has(known))
      throw new UserError(
        'refused',
        'The solution is shown after an attempt: have your program checked first.',
      )
    await this.#keep(known, (before) => ({ ...before, hasSeenSolution: true }))
    return { source: solution }
  }

  progress(): Promise<ProgressByExercise> {
    return this.#progress.all()
  }

  /** @throws UserError when there is no such exercise, or the progress cannot be written */
  saveProgress(id: string, change: ProgressChange): Promise<ExerciseProgress> {
    const saved = this.#lastSave.then(async () => {
      const { id: known } = await this.#options.catalogue.get(id)
      return this.#progress.change(known, (before) => ({ ...before, ...change }))
    })
    this.#lastSave = saved.catch(() => {})
    return saved
  }

  /**
   * Starts grading a program. Resolves when the run of its first case has started.
   * @throws UserError `bad-program` when it is no program, `limit` when too many runs go on
   */
  async check({ id, source, fileName, startMethod }: CheckRequest): Promise<StartedCheck> {
    const loaded = await this.#options.catalogue.get(id)
    const grader = this.#graderOf(loaded)
    const program = {
      kind: 'source',
      source,
      fileName,
      directory: this.#options.runs.workingDirectory,
    } as const
    const checkId = randomBytes(12).toString('hex')
    let graded!: Promise<GradedSubmission>
    const started = new Promise<StartedCheck>((resolve, reject) => {
      const options = {
        ...(startMethod && { startMethod }),
        onRun: (run: { id: string }, of: { id: string }) => resolve({ checkId, runId: run.id, case: of.id }),
      }
      graded = grader.grade({ name: fileName, program }, options)
      // Too late to matter once the first run has started.
      graded.then(({ reason }) => reject(new UserError('bad-program', reason)), reject)
    })
    const result = await started
    this.#remember(checkId, this.#conclude(loaded.id, graded))
    return result
  }

  /** @throws UserError `not-found` when it is not known any more */
  async result(checkId: string): Promise<GradedSubmission> {
    const graded = this.#checks.get(checkId)
    if (graded) return graded
    throw new UserError('not-found', `There is no check ${checkId}; the last ${keptChecks} are kept.`)
  }

  /** What a run gave for the questions that ask for a number. Resolves when the run has ended. */
  async measure(id: string, runId: string): Promise<{ values: Record<string, number | null> }> {
    const { exercise } = await this.#options.catalogue.get(id)
    return { values: measureAnswers(exercise, await this.#options.runs.get(runId).ended) }
  }

  async #conclude(id: string, graded: Promise<GradedSubmission>): Promise<GradedSubmission> {
    this.#attempted.add(id)
    await this.#keep(id, (before) => ({ ...before, attempts: before.attempts + 1 }))
    const result = await graded
    if (result.verdict === 'passed') {
      const passedAt = new Date().toISOString()
      await this.#keep(id, (before) => ({ ...before, passedAt: before.passedAt ?? passedAt }))
    }
    return result
  }

  #remember(checkId: string, graded: Promise<GradedSubmission>): void {
    // Nobody need ask for it.
    graded.catch(() => {})
    this.#checks.set(checkId, graded)
    const [oldest] = this.#checks.keys()
    if (this.#checks.size > keptChecks && oldest !== undefined) this.#checks.delete(oldest)
  }

  /** Progress that cannot be written is no reason to withhold a hint or a result. */
  async #keep(id: string, change: (before: ExerciseProgress) => ExerciseProgress): Promise<void> {
    await this.#progress.change(id, change).catch(() => {})
  }

  #graderOf(loaded: LoadedExercise): Grader {
    const state = JSON.stringify([loaded.exercise, loaded.solution])
    const known = this.#graders.get(loaded.id)
    if (known?.state === state) return known.grader
    const { runs, libraryEntry } = this.#options
    const { startMethods } = loaded.exercise
    const startMethod = startMethods.find((method) => runs.startMethods.includes(method)) ?? 'spawn'
    const grader = new Grader(loaded, { runs, libraryEntry, startMethod })
    this.#graders.set(loaded.id, { state, grader })
    return grader
  }
}
