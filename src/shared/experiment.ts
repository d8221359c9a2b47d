import * as z from 'zod'
import { machineInfoSchema } from './machine.ts'
import { findingSchema } from './runReport.ts'

/** An experiment: one workload, mapped over its items, for every combination of the settings. */
export const experimentStartMethods = ['serial', 'spawn', 'standby', 'utility', 'thread', 'python'] as const
export type ExperimentStartMethod = (typeof experimentStartMethods)[number]

/** Where the mapped function comes from. */
export const experimentSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workload'), workload: z.string().min(1).max(200) }),
  /** An exported function of a program file: `program.ts#fn`. */
  z.object({
    kind: z.literal('file'),
    path: z.string().min(1).max(4096),
    exportName: z.string().min(1).max(200),
  }),
  /** An exported function of source text that the user pasted. */
  z.object({
    kind: z.literal('source'),
    source: z.string().max(1_000_000),
    exportName: z.string().min(1).max(200),
  }),
])
export type ExperimentSource = z.infer<typeof experimentSourceSchema>

export const experimentSpecSchema = z.object({
  source: experimentSourceSchema,
  /** Values for the workload's own parameters, by name. */
  params: z.record(z.string(), z.unknown()).default({}),
  /** Number of items; or a folder (for workloads that read files). Default: the workload's own. */
  items: z.union([z.number().int().min(1).max(10_000_000), z.string().min(1).max(4096)]).optional(),
  workers: z.array(z.number().int().min(1).max(64)).min(1).max(16),
  chunkSizes: z
    .array(z.union([z.literal('auto'), z.number().int().min(1).max(10_000_000)]))
    .min(1)
    .max(16),
  startMethods: z.array(z.enum(experimentStartMethods)).min(1).max(6),
  repeats: z.number().int().min(1).max(100),
  timeoutMs: z.number().int().positive().optional(),
})
export type ExperimentSpec = z.infer<typeof experimentSpecSchema>

const spread = { medianMs: z.number(), minMs: z.number(), maxMs: z.number() }

export const experimentRowSchema = z.object({
  startMethod: z.string(),
  workers: z.number().int(),
  /** As really used: `auto` is resolved. */
  chunkSize: z.number().int(),
  repeats: z.number().int(),
  ...spread,
  /** Serial median divided by this row's median (start-up is apart, in `startUpMs`). */
  speedUp: z.number(),
  /** `speedUp` / `workers`. */
  efficiency: z.number(),
  /** From the pool's creation until every worker was ready. */
  startUpMs: z.number(),
  /** Per worker, of the median repeat: encoding and decoding arguments and results. */
  transferMs: z.number(),
  /** Per worker: neither working nor transferring. */
  waitMs: z.number(),
  /** Per worker: in the mapped function. */
  workMs: z.number(),
  /** SHA-256 of the results' JSON: equal digests mean equal results. */
  resultDigest: z.string(),
})
export type ExperimentRow = z.infer<typeof experimentRowSchema>

export const experimentReportSchema = z.object({
  schema: z.literal(1),
  workload: z.string(),
  params: z.record(z.string(), z.unknown()),
  items: z.number().int(),
  machine: machineInfoSchema,
  serial: z.object(spread),
  rows: z.array(experimentRowSchema),
  /** From where on the fastest row beats serial, start-up included; empty when it never does. */
  breakEven: z.object({ items: z.number().optional(), workMsPerItem: z.number().optional() }),
  advice: z.string(),
  findings: z.array(findingSchema),
})
export type ExperimentReport = z.infer<typeof experimentReportSchema>

/** How the results are best shown. `picture`: each item is a row of pixels (RGB bytes). */
export const resultViews = ['table', 'picture'] as const

/** What the interface shows of an experiment's results: bounded, the whole is digested in the rows. */
export const experimentResultSchema = z.object({
  view: z.enum(resultViews),
  /** The first results (at most 1,000), in item order; for a picture all rows as `{ width, rgb }`. */
  values: z.array(z.unknown()),
  total: z.number().int(),
})
export type ExperimentResult = z.infer<typeof experimentResultSchema>
