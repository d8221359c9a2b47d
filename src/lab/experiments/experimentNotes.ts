import * as z from 'zod'

/**
 * What the experiment's program reports while it goes on (by `reportNote`). It runs in the same process as the
 * user's function, so the host validates what arrives.
 */

const timesMs = z.array(z.number().nonnegative()).min(1)

export const measuredRowSchema = z.object({
  startMethod: z.string(),
  workers: z.number().int().positive(),
  chunkSize: z.number().int().positive(),
  timesMs,
  startUpMs: z.number(),
  transferMs: z.number(),
  waitMs: z.number(),
  workMs: z.number(),
  resultDigest: z.string(),
})
/** One combination as measured: the time of each repeat, and where the median repeat's time went. */
export type MeasuredRow = z.infer<typeof measuredRowSchema>

export const measuredSerialSchema = z.object({
  items: z.number().int().nonnegative(),
  timesMs,
  resultDigest: z.string(),
})
export type MeasuredSerial = z.infer<typeof measuredSerialSchema>

export const experimentNoteSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    label: z.string(),
    done: z.number(),
    total: z.number(),
    remainingMs: z.number().nullable(),
    /** Items that the pool is given now; what its tasks have finished of them adds to `done`. */
    mapping: z.object({ items: z.number(), chunkSize: z.number(), expectedMs: z.number() }).optional(),
  }),
  z.object({ kind: z.literal('partial'), first: z.number().int(), values: z.array(z.unknown()).max(1_000) }),
  /** What the user should know about the items, for example files that were left out. */
  z.object({ kind: z.literal('remark'), message: z.string() }),
  z.object({ kind: z.literal('serial'), serial: measuredSerialSchema }),
  z.object({ kind: z.literal('results'), values: z.array(z.unknown()).max(5_000), total: z.number().int() }),
  z.object({ kind: z.literal('row'), row: measuredRowSchema }),
])
export type ExperimentNote = z.infer<typeof experimentNoteSchema>
