import * as z from 'zod'
import { machineLoadSchema, processStateSchema } from './machine.ts'
import {
  findingSchema,
  lossSchema,
  outputChunkSchema,
  reportedChannelSchema,
  reportedLockSchema,
  reportedPoolSchema,
  reportedProcessSchema,
  runReportSchema,
} from './runReport.ts'

/**
 * What a watcher of a run receives while it goes on, at most ten times a second. A snapshot is whole, so a
 * watcher that missed updates is in step again with the next one; events and output are increments, and what
 * had to be dropped is counted in `snapshot.loss`.
 */

/** What a process waits for in the broker: the operation and the object. */
export const waitSchema = z.object({
  /** For example `get`, `put`, `recv`, `send`, `join`. */
  operation: z.string(),
  /** The channel's or pool's id; for `join` the pid that is waited for. */
  on: z.string(),
  /** Words for people: `get on Queue-1`. */
  label: z.string(),
  sinceMs: z.number(),
})
export type Wait = z.infer<typeof waitSchema>

export const processSnapshotSchema = reportedProcessSchema.extend({
  phase: z.enum(['starting', 'running', 'ended']),
  /** Who ended it, when it did not end by itself. */
  endedBy: z.enum(['user', 'timeout', 'program', 'engine']).nullable(),
  waits: z.array(waitSchema),
  /** Samples from outside (`/proc`); null before the first and after its end. */
  state: processStateSchema.nullable(),
  cpuPercent: z.number().nullable(),
  rssBytes: z.number().nullable(),
  /** The logical core that it last ran on; null where the system does not tell. */
  core: z.number().int().nullable(),
  threads: z.number().int().nullable(),
})
export type ProcessSnapshot = z.infer<typeof processSnapshotSchema>

export const channelSnapshotSchema = reportedChannelSchema.extend({
  /** Rates over the last second. */
  putsPerSecond: z.number(),
  getsPerSecond: z.number(),
  bytesPerSecond: z.number(),
})
export type ChannelSnapshot = z.infer<typeof channelSnapshotSchema>

export const poolSnapshotSchema = reportedPoolSchema.extend({
  /** Tasks that wait in the broker or are with a worker. */
  outstanding: z.number().int(),
  tasksPerSecond: z.number(),
  bytesIn: z.number().int(),
  bytesOut: z.number().int(),
})
export type PoolSnapshot = z.infer<typeof poolSnapshotSchema>

export const lockSnapshotSchema = reportedLockSchema.extend({
  /** Who holds it now; a process that holds several permits is named once. */
  holders: z.array(z.object({ processId: z.number().int(), pid: z.number().int() })),
})
export type LockSnapshot = z.infer<typeof lockSnapshotSchema>

/** How far an experiment, or a program that reports it, has come. */
export const progressSchema = z.object({
  label: z.string(),
  done: z.number(),
  total: z.number(),
  /** Estimate of the time left; null until there is one. */
  remainingMs: z.number().nullable(),
})
export type Progress = z.infer<typeof progressSchema>

export const runPhases = ['preparing', 'running', 'stopping', 'ended'] as const
export type RunPhase = (typeof runPhases)[number]

export const runSnapshotSchema = z.object({
  runId: z.string(),
  phase: z.enum(runPhases),
  elapsedMs: z.number(),
  processes: z.array(processSnapshotSchema),
  channels: z.array(channelSnapshotSchema),
  locks: z.array(lockSnapshotSchema),
  pools: z.array(poolSnapshotSchema),
  progress: progressSchema.nullable(),
  findings: z.array(findingSchema),
  eventsTotal: z.number().int(),
  loss: lossSchema,
})
export type RunSnapshot = z.infer<typeof runSnapshotSchema>

const at = { atMs: z.number() }
const onProcess = { ...at, processId: z.number().int(), pid: z.number().int() }

export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('process-started'), ...onProcess, name: z.string() }),
  z.object({ type: z.literal('process-ready'), ...onProcess }),
  z.object({
    type: z.literal('process-exited'),
    ...onProcess,
    exitCode: z.number().int().nullable(),
    signal: z.string().nullable(),
  }),
  z.object({ type: z.literal('channel-created'), ...at, id: z.string(), name: z.string() }),
  z.object({ type: z.literal('blocked'), ...onProcess, operation: z.string(), on: z.string() }),
  z.object({
    type: z.literal('unblocked'),
    ...onProcess,
    operation: z.string(),
    on: z.string(),
    waitedMs: z.number(),
  }),
  z.object({
    type: z.literal('task-lost'),
    ...onProcess,
    pool: z.string(),
    task: z.number().int(),
    /** What nobody caught in the worker: `TypeError: …`. */
    failure: z.string().optional(),
    /** The worker was ended because the task ran longer than `taskTimeoutMs`. */
    isOverTime: z.boolean().optional(),
  }),
  z.object({ type: z.literal('finding'), ...at, finding: findingSchema }),
])
export type RunEvent = z.infer<typeof runEventSchema>

export const runUpdateSchema = z.object({
  snapshot: runSnapshotSchema,
  events: z.array(runEventSchema),
  output: z.array(outputChunkSchema),
  machine: machineLoadSchema.nullable(),
  /** Partial results that a workload shows while it runs (Mandelbrot rows). Bounded. */
  partial: z.array(z.object({ index: z.number().int(), value: z.unknown() })).optional(),
  /** Present in the last update. */
  report: runReportSchema.optional(),
})
export type RunUpdate = z.infer<typeof runUpdateSchema>
