import { stat } from 'node:fs/promises'
import { exerciseFileNames } from '../../lab/exercises/exerciseFiles.ts'
import type { LoadedExercise } from '../../lab/exercises/loadExercise.ts'
import { parameterValues } from '../../lab/experiments/parameterValues.ts'
import { programLoader } from '../../lab/programs/programSource.ts'
import type { StartRequest } from '../../lab/runs/runService.ts'
import { suggest } from '../../lab/suggestions.ts'
import { UserError } from '../../shared/errors.ts'
import type { Lab } from '../services/createLab.ts'
import { isShippedFile } from './rightsNote.ts'

/** What `forkscope run <name>` stands for. */

export interface NamedProgram {
  /** A program file of the learner's, run as the exercise. */
  program?: string
  /** The exercise's solution instead of its starter. */
  solution?: boolean
}

/** What the name brings: the source, and of an exercise its parameters and time-out. */
export interface ProgramToRun extends Pick<StartRequest, 'source' | 'params' | 'timeoutMs' | 'startMethod'> {
  /** It did not come with Forkscope. */
  isFromElsewhere: boolean
}

/**
 * A path, the name of a program, or the name of an exercise: of that the learner's program where one is given, the
 * solution where it is asked for, else the starter.
 * @throws UserError when there is no such thing
 */
export async function programToRun(
  lab: Lab,
  name: string,
  given: Record<string, unknown>,
  { program, solution }: NamedProgram,
): Promise<ProgramToRun> {
  if (/\.pyw?$/i.test(name)) {
    throw new UserError(
      'unsupported',
      `'${name}' is a Python script; this version runs TypeScript and JavaScript.`,
    )
  }
  const isOfExercise = program !== undefined || solution === true
  const isPath = /[\\/]/.test(name) || programLoader(name) !== undefined
  if (!isOfExercise && isPath) {
    const isFromElsewhere = !isShippedFile(name, lab.paths.resources)
    return { source: { kind: 'file', path: name }, params: given, isFromElsewhere }
  }
  const programs = await lab.programs.list()
  if (!isOfExercise && programs.some(({ id }) => id === name))
    return { source: { kind: 'catalogue', id: name }, params: given, isFromElsewhere: false }
  const { exercise, isOwn } = await findExercise(lab, name, isOfExercise ? [] : programs.map(({ id }) => id))
  return {
    source: program === undefined ? ownProgram(exercise, solution === true) : await programText(program),
    params: exerciseParams(exercise, given),
    timeoutMs: exercise.exercise.limits.timeoutMs,
    startMethod: exercise.exercise.startMethods[0] ?? 'spawn',
    isFromElsewhere: isOwn || program !== undefined,
  }
}

interface FoundExercise {
  exercise: LoadedExercise
  /** It comes from a folder of the user's. */
  isOwn: boolean
}

async function findExercise(lab: Lab, name: string, programs: readonly string[]): Promise<FoundExercise> {
  const { exercises } = await lab.exercises.list()
  const ids = exercises.map(({ id }) => id)
  const found = exercises.find(({ id }) => id === name || id.replace(/^\d+-/, '') === name)
  if (found) return { exercise: await lab.exercises.get(name), isOwn: found.origin === 'own' }
  // Tells what is wrong with one that is there.
  await lab.exercises.get(name).catch((error: UserError) => {
    if (error.code !== 'not-found') throw error
  })
  const near = suggest(name, [...programs, ...ids]).replace(/^ There is .*$/, '')
  throw new UserError(
    'not-found',
    `There is no ${programs.length > 0 ? 'program or exercise' : 'exercise'} '${name}'.${near} 'forkscope list' shows all; a file is given by its path.`,
  )
}

function ownProgram({ starter, solution }: LoadedExercise, isSolution: boolean): StartRequest['source'] {
  return isSolution
    ? { kind: 'source', source: solution, fileName: exerciseFileNames.solution }
    : { kind: 'source', source: starter, fileName: exerciseFileNames.starter }
}

async function programText(path: string): Promise<StartRequest['source']> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new UserError('not-found', `There is no program '${path}'.`)
  return { kind: 'file', path }
}

/** Declared ones are held against their range; a program may know others. */
function exerciseParams(
  { exercise }: LoadedExercise,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const names = new Set(exercise.parameters.map(({ name }) => name))
  const declared = Object.entries(given).filter(([name]) => names.has(name))
  return { ...given, ...parameterValues(exercise.parameters, Object.fromEntries(declared)) }
}
