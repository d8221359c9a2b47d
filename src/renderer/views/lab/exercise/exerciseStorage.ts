import * as z from 'zod'
import { readStored, writeStored } from '../../../model/browserStorage.ts'

const placeKey = 'forkscope.lab.place'
const runKey = 'forkscope.lab.exerciseRun'
const measuredKey = 'forkscope.lab.measured'

const placeSchema = z.object({
  /** What the Lab shows: the exercises, or programs. */
  mode: z.enum(['exercises', 'programs']),
  /** The open exercise; null for the list. */
  exerciseId: z.string().nullable(),
})
export type LabPlace = z.infer<typeof placeSchema>

const runSchema = z.object({
  exerciseId: z.string(),
  runId: z.string(),
  checkId: z.string().nullable(),
  /** The text that was run. */
  text: z.string(),
})
export type StoredExerciseRun = z.infer<typeof runSchema>

const measuredSchema = z.record(z.string(), z.record(z.string(), z.number().nullable()))

export function storedPlace(): LabPlace {
  return readStored('local', placeKey, placeSchema) ?? { mode: 'exercises', exerciseId: null }
}

export function storePlace(place: LabPlace): void {
  writeStored('local', placeKey, place)
}

/** The run that this tab showed before it was reloaded. */
export function storedExerciseRun(): StoredExerciseRun | null {
  return readStored('session', runKey, runSchema)
}

export function storeExerciseRun(run: StoredExerciseRun): void {
  writeStored('session', runKey, run)
}

/** What was measured of the first runs, by the exercise's id. */
export function storedMeasured(): z.infer<typeof measuredSchema> {
  return readStored('local', measuredKey, measuredSchema) ?? {}
}

export function storeMeasured(measured: z.infer<typeof measuredSchema>): void {
  writeStored('local', measuredKey, measured)
}
