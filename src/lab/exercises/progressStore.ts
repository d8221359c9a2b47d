import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as z from 'zod'
import { UserError } from '../../shared/errors.ts'
import { exerciseProgressSchema, type ExerciseProgress } from '../../shared/exercise.ts'

const fileSchema = z.object({
  schema: z.literal(1),
  exercises: z.record(z.string(), exerciseProgressSchema),
})
export type ProgressByExercise = Record<string, ExerciseProgress>

/** Exercises of which something is kept; one more is refused. */
const mostExercises = 2_000

/**
 * The learner's progress in one JSON file. Written whole beside it and then put in its place, one change after the
 * other; a file that cannot be read is renamed and kept, and the learner begins anew. Read before each change, as
 * another window may have changed it.
 */
export class ProgressStore {
  readonly #file: string
  #last: Promise<unknown> = Promise.resolve()

  /** @param file - absolute path; its folder is made when first needed */
  constructor(file: string) {
    this.#file = file
  }

  async all(): Promise<ProgressByExercise> {
    return this.#inOrder(() => this.#read())
  }

  async of(id: string): Promise<ExerciseProgress> {
    return progressOf(await this.all(), id)
  }

  /** @throws UserError when it cannot be written */
  async change(
    id: string,
    change: (before: ExerciseProgress) => ExerciseProgress,
  ): Promise<ExerciseProgress> {
    return this.#inOrder(async () => {
      const all = await this.#read()
      const changed = change(progressOf(all, id))
      if (!Object.hasOwn(all, id) && Object.keys(all).length >= mostExercises)
        throw new UserError('limit', `Progress of ${mostExercises} exercises is kept, and no more.`)
      await this.#write(Object.fromEntries([...Object.entries(all), [id, changed]]))
      return changed
    })
  }

  async #inOrder<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action)
    this.#last = turn.catch(() => {})
    return turn
  }

  async #read(): Promise<ProgressByExercise> {
    let text: string
    try {
      text = await readFile(this.#file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw this.#failure('read', error)
    }
    const parsed = fileSchema.safeParse(jsonOf(text))
    if (parsed.success) return parsed.data.exercises
    await rename(this.#file, `${this.#file}.unreadable-${Date.now()}`).catch(() => {})
    return {}
  }

  async #write(exercises: ProgressByExercise): Promise<void> {
    const draft = `${this.#file}.${randomBytes(6).toString('hex')}.new`
    try {
      await mkdir(dirname(this.#file), { recursive: true })
      await writeFile(draft, `${JSON.stringify({ schema: 1, exercises }, null, 1)}\n`, {
        mode: 0o600,
        flush: true,
      })
      await rename(draft, this.#file)
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {})
      throw this.#failure('written', error)
    }
  }

  #failure(what: string, error: unknown): UserError {
    const { code, message } = error as NodeJS.ErrnoException
    return new UserError('refused', `The progress cannot be ${what} (${this.#file}: ${code ?? message}).`)
  }
}

function progressOf(all: ProgressByExercise, id: string): ExerciseProgress {
  return (Object.hasOwn(all, id) ? all[id] : undefined) ?? exerciseProgressSchema.parse({})
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
