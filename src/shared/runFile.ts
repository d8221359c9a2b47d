import * as z from 'zod'
import { UserError } from './errors.ts'
import { experimentReportSchema, experimentResultSchema } from './experiment.ts'
import { isHarmless } from './harmlessJson.ts'
import {
  findingSchema,
  outputChunkSchema,
  reportedChannelSchema,
  reportedLockSchema,
  reportedPoolSchema,
  reportedProcessSchema,
  runReportSchema,
} from './runReport.ts'

/**
 * A run as a file (`*.forkscope`): one JSON document that holds the run report, and of an experiment its own report
 * and results too. docs/run-files.md describes it to others. What is read may come from anybody: everything in it is
 * bounded and checked, and nothing in it is ever run or taken for a path.
 */

export const runFileMediaType = 'application/vnd.forkscope.run+json'
export const runFileExtension = '.forkscope'
export const runFileVersion = 1
/** Larger files are refused before they are parsed. */
export const maxRunFileBytes = 32 * 1024 * 1024

/** Results nest up to 64 levels of values, of which each may be a few of JSON. */
const maxDepth = 256
const mostOfEach = 10_000

const name = z.string().min(1).max(200)

export const runFileSchema = z.object({
  format: z.literal('forkscope-run'),
  version: z.literal(runFileVersion),
  /** Unix time in ms. */
  savedAtMs: z.number().int().min(0).max(8.64e15),
  /** Of the program or experiment, for people. */
  name,
  report: runReportSchema.extend({
    processes: z.array(reportedProcessSchema).max(mostOfEach),
    channels: z.array(reportedChannelSchema).max(10 * mostOfEach),
    locks: z.array(reportedLockSchema).max(10 * mostOfEach),
    pools: z.array(reportedPoolSchema).max(mostOfEach),
    output: z.array(outputChunkSchema).max(100 * mostOfEach),
    findings: z.array(findingSchema).max(mostOfEach),
  }),
  /** Of an experiment alone. */
  experiment: z.object({ report: experimentReportSchema, result: experimentResultSchema }).optional(),
})
export type RunFile = z.infer<typeof runFileSchema>

const headSchema = z.object({ format: z.literal('forkscope-run'), version: z.number() })

/** Whether a name is that of a run file. It says nothing of what is in it. */
export function isRunFileName(fileName: string): boolean {
  return fileName.toLowerCase().endsWith(runFileExtension)
}

/**
 * @param text - all of the file
 * @param fileName - for the error
 * @throws UserError when it is not a run file, is damaged, or comes of a newer version
 */
export function parseRunFile(text: string, fileName: string): RunFile {
  const value = jsonOf(text, fileName)
  if (!isHarmless(value, maxDepth))
    throw new UserError(
      'bad-input',
      `'${fileName}' is refused: it is nested too deep, or holds a key (__proto__) that no run file has.`,
    )
  const head = headSchema.safeParse(value)
  if (!head.success) throw notARunFile(fileName)
  if (head.data.version > runFileVersion)
    throw new UserError(
      'unsupported',
      `'${fileName}' is a run file of version ${head.data.version}, and this Forkscope reads version ${runFileVersion}: open it with a newer one.`,
    )
  const parsed = runFileSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.') ?? ''
  throw new UserError(
    'bad-input',
    `'${fileName}' is damaged${place ? ` at ${place}` : ''} (${issue?.message ?? 'invalid'}): save the run again.`,
  )
}

function notARunFile(fileName: string): UserError {
  return new UserError(
    'bad-input',
    `'${fileName}' is not a run file: choose one that was saved by Save run or --save.`,
  )
}

function jsonOf(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notARunFile(fileName)
  }
}
