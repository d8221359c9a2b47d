import * as z from 'zod'
import {
  exerciseContentSchema,
  exerciseDescriptionSchema,
  exerciseProgressSchema,
  progressChangeSchema,
} from '../exercise.ts'
import { experimentReportSchema, experimentResultSchema, experimentSpecSchema } from '../experiment.ts'
import { gradedSubmissionSchema } from '../grading.ts'
import { machineInfoSchema, machineLoadSchema, processTableSchema } from '../machine.ts'
import { runFileSchema } from '../runFile.ts'
import { runReportSchema } from '../runReport.ts'
import { runUpdateSchema } from '../runUpdate.ts'
import { settingsChangeSchema, settingsSchema } from '../settings.ts'
import { programDescriptionSchema, workloadDescriptionSchema } from '../workload.ts'
import { startMethods } from '../units.ts'

/**
 * The one contract between the interface and its host, carried alike by IPC and by WebSocket. The host
 * validates `params` before a handler runs; both ends derive their types from here.
 */

const runId = z.string().min(1).max(64)

export const programSourceSchema = z.discriminatedUnion('kind', [
  /** A program of the catalogue. */
  z.object({ kind: z.literal('catalogue'), id: z.string().min(1).max(200) }),
  /** Text from the editor. `fileName` is what errors call it. */
  z.object({
    kind: z.literal('source'),
    source: z.string().max(1_000_000),
    fileName: z.string().min(1).max(200),
  }),
])
export type ProgramSource = z.infer<typeof programSourceSchema>

export const runRequestSchema = z.object({
  source: programSourceSchema,
  params: z.record(z.string(), z.unknown()).default({}),
  startMethod: z.enum(startMethods).default('spawn'),
  timeoutMs: z.number().int().positive().max(86_400_000).optional(),
})
export type RunRequest = z.infer<typeof runRequestSchema>

export const hostInfoSchema = z.object({
  version: z.string(),
  host: z.enum(['electron', 'web']),
  machine: machineInfoSchema,
  /** Start methods that exist on this host. */
  startMethods: z.array(z.enum(startMethods)),
  /** Where the folder picker starts. */
  homeDirectory: z.string(),
})
export type HostInfo = z.infer<typeof hostInfoSchema>

export const folderListingSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  /** Sub-folders by name, at most 1,000. */
  folders: z.array(z.string()),
  files: z.number().int(),
  totalBytes: z.number(),
  truncated: z.boolean(),
})
export type FolderListing = z.infer<typeof folderListingSchema>

/** A run file that the system asked the host to open, or why it cannot be shown. */
export const openedRunFileSchema = z.union([
  z.object({ fileName: z.string(), file: runFileSchema }),
  z.object({ fileName: z.string(), problem: z.string() }),
])
export type OpenedRunFile = z.infer<typeof openedRunFileSchema>

const nothing = z.null()
const exerciseId = z.string().min(1).max(200)

/** Request and response: `calls[method].params` → `calls[method].result`. */
export const calls = {
  'host.info': { params: nothing, result: hostInfoSchema },
  /** What the host keeps for the user: the same for all of its pages and for the command line. */
  'settings.read': { params: nothing, result: settingsSchema },
  'settings.change': { params: settingsChangeSchema, result: settingsSchema },
  'workloads.list': { params: nothing, result: z.array(workloadDescriptionSchema) },
  'programs.list': { params: nothing, result: z.array(programDescriptionSchema) },
  /** The source text of a program of the catalogue. */
  'programs.read': {
    params: z.object({ id: z.string().max(200) }),
    result: z.object({ source: z.string() }),
  },
  /**
   * Bundles without running: what is wrong with a program, for the editor's margin. Lines and columns from 1.
   */
  'programs.check': {
    params: z.object({ source: z.string().max(1_000_000), fileName: z.string().max(200) }),
    result: z.array(
      z.object({
        line: z.number().int(),
        column: z.number().int(),
        length: z.number().int(),
        severity: z.enum(['error', 'warning']),
        message: z.string(),
      }),
    ),
  },
  /** Starts a program. Its updates come by the stream `run`. */
  'runs.start': { params: runRequestSchema, result: z.object({ runId }) },
  /** Starts an experiment; it is a run like any other, its report comes by `experiments.report`. */
  'experiments.start': { params: experimentSpecSchema, result: z.object({ runId }) },
  /** Waits until the experiment has ended. */
  'experiments.report': {
    params: z.object({ runId }),
    result: z.object({ report: experimentReportSchema, result: experimentResultSchema }),
  },
  /** Asks the run's processes to end, and kills those that have not after a grace of 2 s. */
  'runs.stop': { params: z.object({ runId }), result: nothing },
  /** Waits until the run has ended. */
  'runs.report': { params: z.object({ runId }), result: runReportSchema },
  /** Ends one process of a run by its number in the run (not by pid). */
  'runs.endProcess': {
    params: z.object({ runId, processId: z.number().int(), signal: z.enum(['SIGTERM', 'SIGKILL']) }),
    result: nothing,
  },
  /** The exercises by topic, and which of the user's own cannot be used and why. */
  'exercises.list': {
    params: nothing,
    result: z.object({ exercises: z.array(exerciseDescriptionSchema), problems: z.array(z.string()) }),
  },
  'exercises.read': { params: z.object({ id: exerciseId }), result: exerciseContentSchema },
  /** One hint, from 1; which have been shown is kept in the progress. Markdown with its heading. */
  'exercises.hint': {
    params: z.object({ id: exerciseId, number: z.number().int().min(1).max(100) }),
    result: z.object({ text: z.string() }),
  },
  /** Refused before the first attempt. */
  'exercises.solution': { params: z.object({ id: exerciseId }), result: z.object({ source: z.string() }) },
  /**
   * Grades a program: starts the run of the first case that is shown, whose updates come by the stream `run`, and
   * then one after the other those of the rest. Refused with `bad-program` and its place when it is none.
   */
  'exercises.check': {
    params: z.object({
      id: exerciseId,
      source: z.string().max(200_000),
      fileName: z.string().min(1).max(200).default('program.ts'),
      /** Default: the exercise's first that this host has. */
      startMethod: z.enum(startMethods).optional(),
    }),
    result: z.object({ checkId: runId, runId, case: z.string() }),
  },
  /** Waits until every case is graded. Stopping one of its runs ends it. */
  'exercises.result': { params: z.object({ checkId: runId }), result: gradedSubmissionSchema },
  /** What a run gave for the questions that ask for a number, by their id; null where that was none. */
  'exercises.measure': {
    params: z.object({ id: exerciseId, runId }),
    result: z.object({ values: z.record(z.string(), z.number().nullable()) }),
  },
  /** Of all exercises that were begun, by their id. */
  'exercises.progress': { params: nothing, result: z.record(z.string(), exerciseProgressSchema) },
  'exercises.saveProgress': {
    params: z.object({ id: exerciseId, change: progressChangeSchema }),
    result: exerciseProgressSchema,
  },
  'folders.list': { params: z.object({ path: z.string().min(1).max(4096) }), result: folderListingSchema },
  /** Ends a process of the machine's table. `handle` pins pid and start time: a reused pid is refused. */
  'processes.end': {
    params: z.object({ handle: z.string().min(1).max(200), signal: z.enum(['SIGTERM', 'SIGKILL']) }),
    result: nothing,
  },
} as const

/** Subscriptions: `streams[name].params` → many `streams[name].item`. */
export const streams = {
  /** The first item is whole; the last has the report. Ends by itself. */
  run: { params: z.object({ runId }), item: runUpdateSchema },
  /** Load per core and memory, once a second; the first item brings the last minute. */
  machine: { params: nothing, item: z.array(machineLoadSchema) },
  processes: {
    params: z.object({ intervalMs: z.number().int().min(250).max(10_000) }),
    item: processTableSchema,
  },
  /** Run files that the system hands to the host; one that came before the page waits for it. Never ends. */
  'runFiles.opened': { params: nothing, item: openedRunFileSchema },
} as const

export type CallName = keyof typeof calls
/** What a caller passes: fields with defaults may be left out. */
export type CallParams<M extends CallName> = z.input<(typeof calls)[M]['params']>
/** What a handler receives, after validation. */
export type ParsedCallParams<M extends CallName> = z.output<(typeof calls)[M]['params']>
export type CallResult<M extends CallName> = z.output<(typeof calls)[M]['result']>

export type StreamName = keyof typeof streams
export type StreamParams<S extends StreamName> = z.input<(typeof streams)[S]['params']>
export type ParsedStreamParams<S extends StreamName> = z.output<(typeof streams)[S]['params']>
export type StreamItem<S extends StreamName> = z.output<(typeof streams)[S]['item']>

/** What a host implements; see `RpcServer`. */
export type CallHandlers = {
  [M in CallName]: (params: ParsedCallParams<M>) => Promise<CallResult<M>> | CallResult<M>
}

/**
 * A stream's source. It is told `emit` and returns its disposer. `emit` resolves when the watcher has taken
 * the item: a source waits for it before it emits again, so that a watcher that is paused is bounded.
 */
export type StreamHandlers = {
  [S in StreamName]: (params: ParsedStreamParams<S>, sink: StreamSink<StreamItem<S>>) => () => void
}

export interface StreamSink<T> {
  /** Resolves when the watcher has taken the item, or has gone. */
  emit(item: T): Promise<void>
  end(): void
  fail(error: unknown): void
}
