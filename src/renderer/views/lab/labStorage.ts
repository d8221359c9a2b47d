import * as z from 'zod'
import { readStored, writeStored } from '../../model/browserStorage.ts'
import type { LabPrograms } from '../../model/labPrograms.ts'

const programsKey = 'forkscope.lab.programs'
const runKey = 'forkscope.lab.run'

const programsSchema = z.object({
  current: z.string().nullable(),
  programs: z.array(
    z.object({
      key: z.string(),
      fileName: z.string(),
      original: z.string(),
      text: z.string(),
      fields: z.record(z.string(), z.string()),
      json: z.string(),
    }),
  ),
})
const runSchema = z.object({ runId: z.string(), fileName: z.string(), programKey: z.string() })
export type StoredLabRun = z.infer<typeof runSchema>

export interface StoredPrograms {
  current: string | null
  programs: LabPrograms
}

export function storedPrograms(): StoredPrograms | null {
  return readStored('local', programsKey, programsSchema)
}

/** @returns false when the texts did not fit into the browser's storage. */
export function storePrograms(programs: StoredPrograms): boolean {
  return writeStored('local', programsKey, programs)
}

/** The run that this tab showed before it was reloaded. */
export function storedLabRun(): StoredLabRun | null {
  return readStored('session', runKey, runSchema)
}

export function storeLabRun(run: StoredLabRun): void {
  writeStored('session', runKey, run)
}
