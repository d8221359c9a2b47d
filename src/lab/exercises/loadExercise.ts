import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UserError } from '../../shared/errors.ts'
import { exerciseSchema, type Exercise } from '../../shared/exercise.ts'
import { exerciseFileNames, readExerciseFiles, type ExerciseTexts } from './exerciseFiles.ts'
import { ruleProblems } from './exerciseRules.ts'
import { parseHints } from './hints.ts'
import { problem, problemLine, type ExerciseProblem } from './problems.ts'
import { schemaProblems } from './schemaWords.ts'

/** An exercise as it lies in its folder. What it says was looked at, its programs were not. */
export interface LoadedExercise {
  /** The folder's name, such as `03-join`. */
  id: string
  /** Absolute path. */
  folder: string
  exercise: Exercise
  /** Markdown. */
  lesson: string
  starter: string
  solution: string
  /** Markdown, each with its heading. */
  hints: string[]
}

export interface ExerciseReading {
  /** Undefined when there are errors. */
  loaded: LoadedExercise | undefined
  problems: ExerciseProblem[]
}

/** Reads an exercise and says what is wrong with it. Never throws, whatever the folder holds. */
export async function readExercise(folder: string): Promise<ExerciseReading> {
  const path = resolve(folder)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) {
    const message = found ? 'is a file; name the folder of an exercise.' : 'There is no such folder.'
    return { loaded: undefined, problems: [problem(folder, '', message)] }
  }
  const { texts, problems } = await readExerciseFiles(path)
  const { exercise, problems: mistakes } = texts.description ? parseDescription(texts.description) : nothing
  const { hints, problems: badHints } = parseHints(texts.hints)
  const all = [...problems, ...mistakes, ...badHints]
  if (!exercise) return { loaded: undefined, problems: all }
  all.push(...ruleProblems(exercise, texts, hints))
  const isUsable = all.every(({ severity }) => severity === 'warning')
  return { loaded: isUsable ? compose(path, exercise, texts, hints) : undefined, problems: all }
}

/**
 * Reads an exercise.
 * @throws UserError `not-found` when there is none in the folder, `bad-input` with its first mistake
 */
export async function loadExercise(folder: string): Promise<LoadedExercise> {
  const { loaded, problems } = await readExercise(folder)
  if (loaded) return loaded
  const [first] = problems.filter(({ severity }) => severity === 'error')
  const isThere = await stat(join(folder, exerciseFileNames.description)).catch(() => undefined)
  if (!isThere) {
    const message = `'${folder}' is not the folder of an exercise: there is no ${exerciseFileNames.description} in it.`
    throw new UserError('not-found', message)
  }
  const words = first ? problemLine(first) : 'it cannot be read.'
  throw new UserError('bad-input', `The exercise ${basename(folder)} cannot be used: ${words}`)
}

function compose(
  folder: string,
  exercise: Exercise,
  { lesson, starter, solution }: ExerciseTexts,
  hints: string[],
): LoadedExercise {
  return { id: basename(folder), folder, exercise, lesson, starter, solution, hints }
}

const nothing = { exercise: undefined, problems: [] as ExerciseProblem[] }

function parseDescription(text: string): { exercise: Exercise | undefined; problems: ExerciseProblem[] } {
  const file = exerciseFileNames.description
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return { exercise: undefined, problems: [problem(file, '', `is not JSON: ${words}.`)] }
  }
  const parsed = exerciseSchema.safeParse(data)
  if (parsed.success) return { exercise: parsed.data, problems: [] }
  return { exercise: undefined, problems: schemaProblems(file, parsed.error, data) }
}
