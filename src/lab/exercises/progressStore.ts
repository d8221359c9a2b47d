import * as z from 'zod'
import { UserError } from '../../shared/errors.ts'
import { exerciseProgressSchema, type ExerciseProgress } from '../../shared/exercise.ts'
import { KeptFile } from '../keptFile.ts'

const fileSchema = z.object({
  schema: z.literal(1),
  exercises: z.record(z.string(), exerciseProgressSchema),
})
type ProgressFile = z.infer<typeof fileSchema>
export type ProgressByExercise = Record<string, ExerciseProgress>

/** Exercises of which something is kept; one more is refused. */
const mostExercises = 2_000

/** The learner's progress in one JSON file. */
export class ProgressStore {
  readonly #kept: KeptFile<ProgressFile>

  /** @param file - absolute path; its folder is made when first needed */
  constructor(file: string) {
    const empty = (): ProgressFile => ({ schema: 1, exercises: {} })
    this.#kept = new KeptFile({ file, schema: fileSchema, empty, noun: 'progress' })
  }

  async all(): Promise<ProgressByExercise> {
    return (await this.#kept.read()).exercises
  }

  async of(id: string): Promise<ExerciseProgress> {
    return progressOf(await this.all(), id)
  }

  /** @throws UserError when it cannot be written */
  async change(
    id: string,
    change: (before: ExerciseProgress) => ExerciseProgress,
  ): Promise<ExerciseProgress> {
    const { exercises } = await this.#kept.change(({ exercises: all }) => {
      const changed = change(progressOf(all, id))
      if (!Object.hasOwn(all, id) && Object.keys(all).length >= mostExercises)
        throw new UserError('limit', `Progress of ${mostExercises} exercises is kept, and no more.`)
      return { schema: 1, exercises: Object.fromEntries([...Object.entries(all), [id, changed]]) }
    })
    return progressOf(exercises, id)
  }
}

function progressOf(all: ProgressByExercise, id: string): ExerciseProgress {
  return (Object.hasOwn(all, id) ? all[id] : undefined) ?? exerciseProgressSchema.parse({})
}
