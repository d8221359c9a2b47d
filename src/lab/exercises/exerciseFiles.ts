import { open, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { problem, type ExerciseProblem } from './problems.ts'

/** What an exercise's folder holds. Everything else in it is left alone. */
export const exerciseFileNames = {
  description: 'exercise.json',
  lesson: 'lesson.md',
  starter: 'starter.ts',
  solution: 'solution.ts',
  hints: 'hints.md',
} as const

export type ExerciseFile = keyof typeof exerciseFileNames
export type ExerciseTexts = Record<ExerciseFile, string>

/** An exercise is for reading: a larger file is a mistake, and would be read for each list. */
const maxFileBytes = 256 * 1024

const contents: Record<ExerciseFile, string> = {
  description: 'the title, parameters, questions and checks',
  lesson: 'what the learner reads first',
  starter: 'the program that the learner mends',
  solution: 'the program that passes every check',
  hints: 'what helps, one "## " heading for each hint',
}

/** Reads an exercise's files. Those that cannot be read are empty, and told as problems. Never throws. */
export async function readExerciseFiles(
  folder: string,
): Promise<{ texts: ExerciseTexts; problems: ExerciseProblem[] }> {
  const problems: ExerciseProblem[] = []
  const read = async (file: ExerciseFile): Promise<string> => {
    const name = exerciseFileNames[file]
    try {
      return await readBounded(join(folder, name))
    } catch (error) {
      problems.push(unreadable(name, error, contents[file]))
      return ''
    }
  }
  const texts: ExerciseTexts = {
    description: await read('description'),
    lesson: await read('lesson'),
    starter: await read('starter'),
    solution: await read('solution'),
    hints: await read('hints'),
  }
  return { texts, problems }
}

function unreadable(name: string, error: unknown, holds: string): ExerciseProblem {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return problem(name, '', `is missing: write ${holds} into it.`)
  if (error instanceof RangeError) return problem(name, '', message)
  return problem(name, '', `cannot be read (${code ?? message}).`)
}

async function readBounded(path: string): Promise<string> {
  // Before it is opened: a named pipe would be waited for.
  const facts = await stat(path)
  if (!facts.isFile()) throw new RangeError('is not a file.')
  const handle = await open(path, 'r')
  try {
    // The size is only a hint: that of a file of the system is 0, and others may grow meanwhile.
    const sizes = facts.size > 0 && facts.size < maxFileBytes ? [facts.size, maxFileBytes] : [maxFileBytes]
    const { buffer, bytesRead } = await readUpTo(handle, sizes)
    if (bytesRead > maxFileBytes)
      throw new RangeError(`is larger than ${maxFileBytes / 1024} kB: shorten it.`)
    return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '')
  } finally {
    await handle.close()
  }
}

/** Reads a file that has no more bytes than one of the sizes, tried in turn; one byte more than the last if it has. */
async function readUpTo(
  handle: FileHandle,
  [size = 0, ...larger]: number[],
): Promise<{ buffer: Buffer; bytesRead: number }> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size + 1), 0, size + 1, 0)
  return bytesRead > size && larger.length > 0 ? readUpTo(handle, larger) : { buffer, bytesRead }
}
