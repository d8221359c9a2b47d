import * as z from 'zod'
import { experimentStartMethods, resultViews } from '../../../shared/experiment.ts'
import { readStored, writeStored } from '../../model/browserStorage.ts'
import type { ExperimentForm } from '../../model/experimentForm.ts'

const formKey = 'forkscope.experiment.form'
const runKey = 'forkscope.experiment.run'

// JSON has no NaN: a number that the user left empty comes back as null.
const numberOrEmpty = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

const formSchema = z.object({
  sourceKind: z.enum(['workload', 'source']),
  workload: z.string(),
  source: z.string(),
  exportName: z.string(),
  params: z.record(z.string(), z.union([numberOrEmpty, z.string()])),
  items: numberOrEmpty,
  folder: z.string(),
  workers: z.string(),
  chunkSizes: z.string(),
  startMethods: z.array(z.enum(experimentStartMethods)),
  repeats: numberOrEmpty,
})

const runSchema = z.object({
  runId: z.string(),
  title: z.string(),
  view: z.enum(resultViews),
  items: z.number().nullable(),
})
type StoredRun = z.infer<typeof runSchema>

/** The set-up as it was left, also by another window of this host; null where there is none or it is damaged. */
export function storedForm(): ExperimentForm | null {
  return readStored('local', formKey, formSchema)
}

export function storeForm(form: ExperimentForm): void {
  writeStored('local', formKey, form)
}

/** The experiment that this tab showed before it was reloaded. */
export function storedRun(): StoredRun | null {
  return readStored('session', runKey, runSchema)
}

export function storeRun(run: StoredRun): void {
  writeStored('session', runKey, run)
}
