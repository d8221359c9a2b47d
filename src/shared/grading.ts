import * as z from 'zod'
import { checkResultSchema } from './exercise.ts'
import { machineInfoSchema } from './machine.ts'
import { runOutcomes } from './runReport.ts'
import { startMethods } from './units.ts'

/** What `forkscope check` finds, and what the interface is told of a learner's attempt. */

/** Why a submission passed or failed; the first of these that is so. */
export const gradingCauses = [
  /** Every check holds. */
  'passed',
  /** It cannot be bundled, or exports no main. */
  'not-a-program',
  /** It exceeded one of the exercise's limits. */
  'time-limit',
  'memory-limit',
  'process-limit',
  'output-limit',
  'result-limit',
  /** The process that observed its run was ended or fell over. */
  'unobserved',
  'deadlocked',
  /** The run ended with an error, or with another exit code than 0. */
  'failed-run',
  /** Somebody stopped it. */
  'stopped',
  /** It ran, and a check does not hold. */
  'checks',
] as const
export type GradingCause = (typeof gradingCauses)[number]

/** One run of a submission, for one case. */
export const gradedRunSchema = z.object({
  case: z.string(),
  isHidden: z.boolean(),
  runId: z.string(),
  outcome: z.enum(runOutcomes),
  exitCode: z.number().int().nullable(),
  durationMs: z.number(),
  cause: z.enum(gradingCauses),
  /** What was observed, in words; null when every check of the case holds. */
  reason: z.string().nullable(),
  /** Findings in sentences, errors first. */
  findings: z.array(z.string()),
})
export type GradedRun = z.infer<typeof gradedRunSchema>

export const gradedSubmissionSchema = z.object({
  /** The file's name, or its folder's. */
  submission: z.string(),
  verdict: z.enum(['passed', 'failed']),
  cause: z.enum(gradingCauses),
  /** One sentence. */
  reason: z.string(),
  checks: z.array(checkResultSchema),
  runs: z.array(gradedRunSchema),
})
export type GradedSubmission = z.infer<typeof gradedSubmissionSchema>

/** The report of `forkscope check --json`. */
export const gradingReportSchema = z.object({
  schema: z.literal(1),
  exercise: z.object({ id: z.string(), title: z.string() }),
  startMethod: z.enum(startMethods),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  machine: machineInfoSchema,
  passed: z.number().int(),
  failed: z.number().int(),
  submissions: z.array(gradedSubmissionSchema),
})
export type GradingReport = z.infer<typeof gradingReportSchema>
