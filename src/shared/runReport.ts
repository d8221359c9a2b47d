import * as z from 'zod'
import { machineInfoSchema } from './machine.ts'

/**
 * The run report: the one JSON document of a run, for the command line, grading, history and export.
 * Times ending in `AtMs` count from the start of the run.
 */

const pid = z.number().int()
const count = z.number().int().nonnegative()

export const runOutcomes = ['completed', 'failed', 'timeout', 'killed', 'deadlocked'] as const
export type RunOutcome = (typeof runOutcomes)[number]

export const processRoles = ['main', 'process', 'pool-worker', 'manager', 'thread'] as const
export type ProcessRole = (typeof processRoles)[number]

export const reportedErrorSchema = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string(),
  pid: pid.nullable(),
})
export type ReportedError = z.infer<typeof reportedErrorSchema>

export const reportedProcessSchema = z.object({
  /** The process's number in this run: stable, also when a pid is reused or shared by threads. */
  processId: z.number().int(),
  /** That of a thread is the pid of the process it lives in. */
  pid,
  /** The system's number of a thread, where it tells; null for a process. */
  tid: z.number().int().nullable(),
  parentPid: pid,
  name: z.string(),
  role: z.enum(processRoles),
  startMethod: z.string(),
  startedAtMs: z.number(),
  /** When it could run user code; null when it died before. */
  readyAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  /** The code that it ended with, or minus the signal's number. */
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** Why it ended, where its exit code does not tell. */
  endCause: z.string().nullable(),
  cpuMs: z.number(),
  /** null for a thread: memory belongs to its process. */
  peakRssBytes: z.number().nullable(),
  /** Pool tasks that it finished. */
  tasks: count,
})
export type ReportedProcess = z.infer<typeof reportedProcessSchema>

export const channelKinds = [
  'queue',
  'joinable-queue',
  'simple-queue',
  'pipe',
  'manager',
  'value',
  'array',
] as const
export type ChannelKind = (typeof channelKinds)[number]

export const reportedChannelSchema = z.object({
  id: z.string(),
  kind: z.enum(channelKinds),
  name: z.string(),
  puts: count,
  gets: count,
  bytesIn: count,
  bytesOut: count,
  depth: count,
  maxDepth: count,
  /** For a pipe: the processes that still hold an end of it. */
  openEnds: z.array(pid),
  /**
   * For a shared value or array between processes: how often a process set what it had read, though another had
   * set it in between, and which processes did. Absent when that never happened.
   */
  lostUpdates: z.object({ count, pids: z.array(pid) }).optional(),
})
export type ReportedChannel = z.infer<typeof reportedChannelSchema>

export const reportedLockSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  acquires: count,
  contended: count,
  waitMs: z.number(),
  holdMs: z.number(),
})
export type ReportedLock = z.infer<typeof reportedLockSchema>

export const reportedPoolSchema = z.object({
  id: z.string(),
  /** Every worker that the pool ever had, also those that were replaced. */
  workers: z.array(pid),
  /** How many workers it was to have at a time. */
  processes: count.optional(),
  /** From its creation until all of them were ready at once; null when they never were. */
  startUpMs: z.number().nullable().optional(),
  /** Of that, how long there were tasks already. */
  startUpWaitMs: z.number().optional(),
  /** Tasks (chunks), not items. */
  submitted: count,
  completed: count,
  failed: count,
  /** Tasks that settled with an error because their worker died. */
  lost: count,
  retried: count,
  serialMs: z.number().optional(),
  /** Time that the workers spent in user code, summed. */
  busyMs: z.number(),
  /** Time between the first submission and the last result times workers, minus `busyMs`. */
  overheadMs: z.number(),
  /** `busyMs` / (`busyMs` + `overheadMs`); 0 when nothing ran. */
  efficiency: z.number(),
})
export type ReportedPool = z.infer<typeof reportedPoolSchema>

export const outputChunkSchema = z.object({
  processId: z.number().int(),
  pid,
  stream: z.enum(['stdout', 'stderr']),
  text: z.string(),
  atMs: z.number(),
})
export type OutputChunk = z.infer<typeof outputChunkSchema>

export const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  pids: z.array(pid),
  channels: z.array(z.string()),
  /** When it was seen; absent: at the end of the run. */
  atMs: z.number().optional(),
})
export type Finding = z.infer<typeof findingSchema>

export const lossSchema = z.object({ eventsDropped: count, outputBytesDropped: count })
export type Loss = z.infer<typeof lossSchema>

export const runReportSchema = z.object({
  schema: z.literal(1),
  run: z.object({
    id: z.string(),
    program: z.string(),
    runtime: z.enum(['node', 'python']),
    startMethod: z.string(),
    params: z.record(z.string(), z.unknown()),
    startedAt: z.iso.datetime(),
    durationMs: z.number(),
    outcome: z.enum(runOutcomes),
    exitCode: z.number().int().nullable(),
    error: reportedErrorSchema.optional(),
    /** What `main` returned, as JSON; what JSON cannot hold is described. */
    result: z.unknown().optional(),
  }),
  machine: machineInfoSchema,
  processes: z.array(reportedProcessSchema),
  channels: z.array(reportedChannelSchema),
  locks: z.array(reportedLockSchema),
  pools: z.array(reportedPoolSchema),
  output: z.array(outputChunkSchema),
  findings: z.array(findingSchema),
  loss: lossSchema,
})
export type RunReport = z.infer<typeof runReportSchema>
