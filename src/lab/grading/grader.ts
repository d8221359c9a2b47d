import { isUserError, UserError } from '../../shared/errors.ts'
import type { CheckResult, ExerciseCase } from '../../shared/exercise.ts'
import type { GradedSubmission } from '../../shared/grading.ts'
import type { RunReport } from '../../shared/runReport.ts'
import type { StartMethod } from '../../shared/units.ts'
import { exerciseFileNames } from '../exercises/exerciseFiles.ts'
import type { LoadedExercise } from '../exercises/loadExercise.ts'
import type { ProgramInput } from '../programs/programSource.ts'
import type { Run } from '../runs/run.ts'
import type { RunService } from '../runs/runService.ts'
import { startCase, type CaseRun } from './gradedRuns.ts'
import { needsSolution } from './gradeRun.ts'
import type { Submission } from './submissions.ts'
import {
  gradeCase,
  gradeSubmission,
  notAProgram,
  notGraded,
  solutionFailure,
  type GradedCase,
} from './verdict.ts'

export interface GradeOptions {
  /** Default: the grader's. */
  startMethod?: StartMethod
  /** The ids of the cases to grade. Default: all. */
  cases?: readonly string[]
  /** Called with the run of each case, when it has started. */
  onRun?(run: Run, of: ExerciseCase): void
}

export interface GraderOptions {
  runs: RunService
  libraryEntry: string
  startMethod: StartMethod
  /** Stops the runs that go on, and starts no more. */
  ending?: AbortSignal | undefined
}

/**
 * Grades submissions to one exercise. What counts is what was observed of their runs; the solution is run once for
 * each case that is held against it, before any submission, which could change its file.
 */
export class Grader {
  readonly #exercise: LoadedExercise
  readonly #options: GraderOptions
  readonly #solutions = new Map<string, Promise<RunReport>>()

  constructor(exercise: LoadedExercise, options: GraderOptions) {
    this.#exercise = exercise
    this.#options = options
  }

  /**
   * Runs the solution where a check needs it.
   * @throws UserError `bad-input` when it does not complete: then the exercise is wrong, not the submission
   */
  async prepare(): Promise<void> {
    const { exercise } = this.#exercise
    for (const of of exercise.cases) if (needsSolution(exercise, of)) await this.#solutionOf(of)
  }

  /**
   * Grades one program, case after case, up to the first in which it exceeds a limit.
   * @throws UserError as {@link prepare}, and `limit` when too many runs go on
   */
  async grade({ name, program, problem }: Submission, options: GradeOptions = {}): Promise<GradedSubmission> {
    if (!program) return notAProgram(name, problem ?? 'It cannot be read.')
    const graded: GradedCase[] = []
    const { cases } = this.#exercise.exercise
    const wanted = cases.filter(({ id }) => options.cases?.includes(id) ?? true)
    // What the learner watches comes first.
    for (const of of wanted.toSorted((a, b) => Number(a.isHidden) - Number(b.isHidden))) {
      if (this.#options.ending?.aborted) return notGraded(name, graded)
      const started = await this.#start(program, of, options.startMethod).catch(asProblem)
      if ('problem' in started) return notAProgram(name, started.problem)
      options.onRun?.(started.run, of)
      const result = await this.#gradeCase(started, of)
      graded.push(result)
      // It would hang or overflow in the other cases too, for as long again.
      if (result.run.cause === 'stopped' || result.checks.some(hasExceeded)) break
    }
    return gradeSubmission(name, graded)
  }

  async #gradeCase({ observed }: CaseRun, of: ExerciseCase): Promise<GradedCase> {
    const { exercise } = this.#exercise
    try {
      const solution = needsSolution(exercise, of) ? await this.#solutionOf(of) : undefined
      return gradeCase(exercise, of, await observed, solution)
    } finally {
      // Also when the solution failed: nothing of the run is left behind.
      await observed
    }
  }

  async #start(program: ProgramInput, of: ExerciseCase, method?: StartMethod): Promise<CaseRun> {
    const { runs, libraryEntry, ending, startMethod } = {
      ...this.#options,
      ...(method && { startMethod: method }),
    }
    const { exercise } = this.#exercise
    const started = await startCase(runs, { program, exercise, of, startMethod, libraryEntry })
    const stop = (): void => started.run.kill()
    ending?.addEventListener('abort', stop)
    if (ending?.aborted) stop()
    void started.observed.then(() => ending?.removeEventListener('abort', stop))
    return started
  }

  #solutionOf(of: ExerciseCase): Promise<RunReport> {
    const known = this.#solutions.get(of.id)
    if (known) return known
    const running = this.#runSolution(of)
    this.#solutions.set(of.id, running)
    running.catch(() => this.#solutions.delete(of.id))
    return running
  }

  async #runSolution(of: ExerciseCase): Promise<RunReport> {
    const { id, solution, folder } = this.#exercise
    const program = {
      kind: 'source',
      source: solution,
      fileName: exerciseFileNames.solution,
      directory: folder,
    } as const
    const { observed } = await this.#start(program, of)
    const run = await observed
    const why = solutionFailure(this.#exercise.exercise, of, run)
    if (why === undefined) return run.report
    throw new UserError('bad-input', `The exercise ${id} cannot be graded: its own solution fails. ${why}`)
  }
}

/** What is wrong with the program; everything else is not the submission's. */
function asProblem(error: unknown): { problem: string } {
  if (!isUserError(error) || error.code === 'limit' || error.code === 'refused') throw error
  return { problem: error.message }
}

function hasExceeded({ check, passed }: CheckResult): boolean {
  return check === 'limits' && !passed
}
