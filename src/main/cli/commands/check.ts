import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { ExerciseCatalogue } from '../../../lab/exercises/exerciseCatalogue.ts'
import { exerciseFileNames } from '../../../lab/exercises/exerciseFiles.ts'
import { loadExercise, type LoadedExercise } from '../../../lab/exercises/loadExercise.ts'
import { Grader } from '../../../lab/grading/grader.ts'
import { findSubmissions, type Submission } from '../../../lab/grading/submissions.ts'
import { runtimePaths } from '../../../lab/runtimePaths.ts'
import type { GradedSubmission, GradingReport } from '../../../shared/grading.ts'
import type { StartMethod } from '../../../shared/units.ts'
import { childProcessSessions } from '../../services/childProcessSessions.ts'
import { createCatalogue, type Lab } from '../../services/createLab.ts'
import { prlimitPrefix } from '../../services/processLimits.ts'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { GradingPrinter } from '../gradingPrinter.ts'
import { gradingCsv, gradingJunit } from '../gradingFormats.ts'
import { withLab } from '../withLab.ts'

export interface CheckCommandOptions {
  json?: boolean
  junit?: boolean
  csv?: boolean
  jobs?: number
  startMethod?: StartMethod
  exercises?: string
}

/** A run keeps more than one process busy; more at once would only wait for each other, and memory is bounded. */
const defaultJobs = Math.max(1, Math.floor(availableParallelism() / 2))

/** `forkscope check`: grades a program, or every program of a folder. */
export async function checkCommand(
  context: CommandContext,
  exerciseName: string,
  path: string,
  options: CheckCommandOptions,
): Promise<number> {
  const { root, terminal } = context
  const exercise = await findExercise(createCatalogue(root, options.exercises), exerciseName)
  const { submissions, leftOut } = await findSubmissions(path)
  if (leftOut.length > 0) terminal.errorLine(`Left out, because they hold no program: ${listed(leftOut)}.`)
  terminal.errorLine(
    'The programs run with your rights: they can read, change and send what you can. Grade programs of strangers in a container or as another user.',
  )
  const jobs = options.jobs ?? defaultJobs
  const session = {
    sessionEntry: runtimePaths(root).sessionEntry,
    prefix: await prlimitPrefix(exercise.exercise.limits.timeoutMs),
  }
  const lab = { createSession: childProcessSessions(session), maxConcurrentRuns: jobs + 1 }
  return withLab(context, (made) => grade(context, made, exercise, submissions, { ...options, jobs }), lab)
}

async function grade(
  { terminal, ending }: CommandContext,
  lab: Lab,
  exercise: LoadedExercise,
  submissions: readonly Submission[],
  options: CheckCommandOptions & { jobs: number },
): Promise<number> {
  const startMethod = options.startMethod ?? exercise.exercise.startMethods[0] ?? 'spawn'
  const startedAt = Date.now()
  const { runs, paths, machine } = lab
  const grader = new Grader(exercise, { runs, libraryEntry: paths.libraryEntry, startMethod, ending })
  await grader.prepare()
  const isText = !options.json && !options.junit && !options.csv
  const printer = isText ? new GradingPrinter(terminal, exercise, submissions) : undefined
  const graded = await inTurns(submissions, options.jobs, async (submission) => {
    const result = await grader.grade(submission)
    printer?.graded(result)
    return result
  })
  const report = reportOf(exercise, graded, { startMethod, startedAt, machine })
  if (printer) printer.finish(report)
  else if (options.json) terminal.json(report)
  else terminal.write(options.junit ? gradingJunit(report) : gradingCsv(report))
  return report.failed === 0 ? exitCodes.completed : exitCodes.checkFailed
}

function reportOf(
  { id, exercise }: LoadedExercise,
  submissions: GradedSubmission[],
  facts: Pick<GradingReport, 'startMethod' | 'machine'> & { startedAt: number },
): GradingReport {
  const passed = submissions.filter(({ verdict }) => verdict === 'passed').length
  return {
    schema: 1,
    exercise: { id, title: exercise.title },
    startMethod: facts.startMethod,
    startedAt: new Date(facts.startedAt).toISOString(),
    durationMs: Date.now() - facts.startedAt,
    machine: facts.machine,
    passed,
    failed: submissions.length - passed,
    submissions,
  }
}

/** So many at once; the results in the order of the items. */
async function inTurns<T, R>(
  items: readonly T[],
  atOnce: number,
  action: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const left = items.entries()
  const lane = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await action(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane))
  return results
}

/** By its name, or by its folder. */
async function findExercise(catalogue: ExerciseCatalogue, given: string): Promise<LoadedExercise> {
  const isFolder = /[\\/]/.test(given) || (await isThere(join(given, exerciseFileNames.description)))
  return isFolder ? loadExercise(given) : catalogue.get(given)
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ')
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown
}
