import * as z from 'zod'
import { shapedViews } from './exerciseViews.ts'
import { processRoles } from './runReport.ts'
import { startMethods } from './units.ts'
import { parameterSchema } from './workload.ts'

/**
 * `exercise.json`: what an exercise asks, how it is run, and what is checked. Its lesson, starter, solution and
 * hints lie beside it as files. docs/lab/exercises.md explains each field to those who write exercises.
 *
 * Checks are data, not code: each measures something that Forkscope observed of the run and says what it must be.
 * There is no check of the clock, which a busy machine would fail, nor of what the program says about itself.
 */

export const exerciseTopics = [
  'processes',
  'processes-and-threads',
  'pools',
  'queues',
  'pipes',
  'sharing',
  'real-work',
] as const
export type ExerciseTopic = (typeof exerciseTopics)[number]

export const exerciseLevels = ['beginner', 'intermediate', 'advanced'] as const

const identifier = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Small letters, digits and single hyphens, such as two-processes.')
  .max(60)
const sentence = z.string().trim().min(1).max(600)

/** Which processes are meant; what is left out does not matter. */
export const processFilterSchema = z.strictObject({
  /** As in the run report; `child` is whatever a `Process` object started: a process, or by `thread` a thread. */
  role: z.enum([...processRoles, 'child']).optional(),
  /** A regular expression that the whole name matches. */
  name: z.string().optional(),
  startMethod: z.string().optional(),
  /** As in the run report: negative for a signal. */
  exitCode: z.number().int().optional(),
})
export type ProcessFilter = z.infer<typeof processFilterSchema>

/** A moment in a run: the first time that it came about. */
export const momentSchema = z.union([
  /** A line was printed that matches this regular expression. */
  z.strictObject({ printed: z.string(), by: processFilterSchema.optional() }),
  /** The last of these processes started, or ended. */
  z.strictObject({ started: processFilterSchema }),
  z.strictObject({ ended: processFilterSchema }),
  /** The first of these processes ended. */
  z.strictObject({ firstEnded: processFilterSchema }),
])
export type Moment = z.infer<typeof momentSchema>

const kindFilter = { kind: z.string().optional(), name: z.string().optional() }

/** What is looked at. Each gives a value that an expectation is held against. */
export const measureSchema = z.discriminatedUnion('measure', [
  /** `completed`, `failed`, `timeout`, `killed` or `deadlocked`. */
  z.strictObject({ measure: z.literal('outcome') }),
  /** The name of the error that ended the run; null without one. */
  z.strictObject({ measure: z.literal('error') }),
  /** What `main` returned, or the part at a path such as `totals.0`. */
  z.strictObject({ measure: z.literal('result'), path: z.string().optional() }),
  /** Printed lines, in the order in which they came. */
  z.strictObject({
    measure: z.literal('lines'),
    stream: z.enum(['stdout', 'stderr']).default('stdout'),
    by: processFilterSchema.optional(),
    /** A regular expression: lines that do not match it, such as those of a learner who looks for a mistake, are left out. */
    matching: z.string().optional(),
  }),
  /** How many processes there were; or what they have, in the order of their starts. */
  z.strictObject({
    measure: z.literal('processes'),
    of: processFilterSchema.default({}),
    as: z.enum(['count', 'exitCodes', 'names', 'pids', 'parentPids']).default('count'),
  }),
  /** How many of them were alive and running user code at the same time, at most. */
  z.strictObject({
    measure: z.literal('concurrency'),
    of: processFilterSchema.default({}),
    /** `started`: alive, also while they still load; what starts are tested by. `ready`: could run user code. */
    since: z.enum(['started', 'ready']).default('ready'),
  }),
  /** How many tasks each pool worker finished, in the order of their starts. */
  z.strictObject({ measure: z.literal('tasksPerWorker') }),
  /** Counters of queues, pipes, managers, values and arrays: summed (`maxDepth`: the deepest). */
  z.strictObject({
    measure: z.literal('channels'),
    of: z.strictObject(kindFilter).default({}),
    as: z.enum(['count', 'puts', 'gets', 'depth', 'maxDepth', 'bytesIn', 'openEnds']),
  }),
  /** Counters of locks, semaphores, conditions, events and barriers, summed. */
  z.strictObject({
    measure: z.literal('locks'),
    of: z.strictObject(kindFilter).default({}),
    as: z.enum(['count', 'acquires', 'contended']),
  }),
  /** Counters of pools, summed; `workers` counts every worker that there ever was. */
  z.strictObject({
    measure: z.literal('pools'),
    as: z.enum(['count', 'workers', 'submitted', 'completed', 'failed', 'lost', 'retried']),
  }),
  /** What keeps the result from being shown in this view, a sentence each. */
  z.strictObject({ measure: z.literal('viewProblems'), view: z.enum(shapedViews) }),
  /** The codes of the findings. */
  z.strictObject({ measure: z.literal('findings') }),
  /** What the machine is that it ran on. */
  z.strictObject({ measure: z.literal('machine'), as: z.enum(['logicalCores', 'physicalCores']) }),
  /** Whether these moments all came, in this order. */
  z.strictObject({ measure: z.literal('order'), moments: z.array(momentSchema).min(2).max(10) }),
])
export type Measure = z.infer<typeof measureSchema>

/** What a measured value must be. Exactly one of these. */
export const expectationSchema = z.union([
  /** The same JSON value. */
  z.strictObject({ equals: z.json() }),
  /** The same value as the exercise's own solution gives with the same parameters. */
  z.strictObject({ sameAsSolution: z.literal(true) }),
  /** The same value as another measure of the same run: what a program says, held against what was seen. */
  z.strictObject({ sameAs: measureSchema }),
  z.strictObject({ atLeast: z.number() }),
  z.strictObject({ atMost: z.number() }),
  z.strictObject({ between: z.tuple([z.number(), z.number()]) }),
  /** A list with the same values, in any order. */
  z.strictObject({ sameItems: z.array(z.json()) }),
  /** A list that has at least one of each. */
  z.strictObject({ includes: z.array(z.json()).min(1) }),
  z.strictObject({ excludes: z.array(z.json()).min(1) }),
  /** A text, or at least one text of a list, matches this regular expression. */
  z.strictObject({ matches: z.string() }),
  /** No text matches it. */
  z.strictObject({ doesNotMatch: z.string() }),
  /** A list without a value twice. */
  z.strictObject({ allDifferent: z.literal(true) }),
  /** A list whose values are all the same. */
  z.strictObject({ allEqual: z.literal(true) }),
])
export type Expectation = z.infer<typeof expectationSchema>

export const checkSchema = z.strictObject({
  id: identifier,
  /** What must be so, as a sentence for the learner. */
  text: sentence,
  of: measureSchema,
  expect: expectationSchema,
  /** What it means when it is not so, and where to look. */
  because: sentence,
  /** The ids of the cases that it applies to. Default: all. */
  cases: z.array(identifier).min(1).optional(),
})
export type Check = z.infer<typeof checkSchema>

/** One run of the program. A hidden one's parameters are not shown before it was graded. */
export const caseSchema = z.strictObject({
  id: identifier,
  params: z.record(z.string(), z.json()).default({}),
  isHidden: z.boolean().default(false),
})
export type ExerciseCase = z.infer<typeof caseSchema>

/** Asked before the run. */
export const questionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('choice'),
    id: identifier,
    text: sentence,
    options: z
      .array(z.strictObject({ id: identifier, text: sentence }))
      .min(2)
      .max(6),
    /** The option that is right. */
    answer: identifier,
    /** Shown after the run, whatever was answered. */
    because: sentence,
  }),
  /** A number, compared with what the run then gave: right within a factor, which leaves room for the machine. */
  z.strictObject({
    type: z.literal('number'),
    id: identifier,
    text: sentence,
    unit: z.string().max(20),
    of: z.union([z.strictObject({ measure: z.literal('durationMs') }), measureSchema]),
    withinFactor: z.number().min(1).max(10).default(1.5),
    because: sentence,
  }),
])
export type Question = z.infer<typeof questionSchema>

export const exerciseViews = ['none', 'pictures', 'comparison'] as const

export const exerciseSchema = z.strictObject({
  schema: z.literal(1),
  title: z.string().trim().min(1).max(80),
  topic: z.enum(exerciseTopics),
  level: z.enum(exerciseLevels),
  minutes: z.number().int().min(1).max(120),
  /** One sentence: what one knows afterwards. */
  summary: sentence,
  /** The start methods under which the solution passes; the first is the one that is used. */
  startMethods: z.array(z.enum(startMethods)).min(1).default(['spawn']),
  parameters: z.array(parameterSchema).max(8).default([]),
  questions: z.array(questionSchema).min(1).max(4),
  /** Default: one case with the parameters' defaults. */
  cases: z
    .array(caseSchema)
    .min(1)
    .max(8)
    .default([{ id: 'shown', params: {}, isHidden: false }]),
  checks: z.array(checkSchema).min(1).max(20),
  /** The checks that the starter fails: what the lesson is about. */
  starterFails: z.array(identifier).min(1),
  limits: z
    .strictObject({
      timeoutMs: z.number().int().min(100).max(600_000).default(20_000),
      memoryMb: z.number().int().min(64).max(16_384).default(1_024),
      processes: z.number().int().min(2).max(256).default(32),
      outputKb: z.number().int().min(1).max(10_240).default(256),
    })
    .prefault({}),
  /** How the result is shown besides its value. */
  view: z.enum(exerciseViews).default('none'),
  /** Codes of findings that this exercise explains: their sentences link to it. */
  explains: z.array(identifier).default([]),
})
export type Exercise = z.infer<typeof exerciseSchema>

/** An exercise in a list. */
export const exerciseDescriptionSchema = z.object({
  /** The folder's name, such as `03-join`. */
  id: z.string(),
  title: z.string(),
  topic: z.enum(exerciseTopics),
  level: z.enum(exerciseLevels),
  minutes: z.number(),
  summary: z.string(),
  explains: z.array(z.string()),
  /** Whether it came with Forkscope, or from the user's folder. */
  origin: z.enum(['built-in', 'own']),
})
export type ExerciseDescription = z.infer<typeof exerciseDescriptionSchema>

/** All of an exercise that a learner may see before an attempt. Hints come one at a time, the solution after one. */
export const exerciseContentSchema = z.object({
  id: z.string(),
  exercise: exerciseSchema,
  lesson: z.string(),
  starter: z.string(),
  hintCount: z.number().int(),
})
export type ExerciseContent = z.infer<typeof exerciseContentSchema>

/** What is kept of a learner's way through an exercise. */
export const exerciseProgressSchema = z.object({
  /** Checked programs, also those that passed. */
  attempts: z.number().int().nonnegative().default(0),
  /** When it first passed; null before. */
  passedAt: z.iso.datetime().nullable().default(null),
  /** Answers by the question's id: an option's id, or a number; an empty text where it was skipped. */
  predictions: z.record(z.string().max(60), z.union([z.string().max(60), z.number()])).default({}),
  hintsShown: z.number().int().nonnegative().max(100).default(0),
  hasSeenSolution: z.boolean().default(false),
  /** What was in the editor; null for the starter as it is. */
  source: z.string().max(200_000).nullable().default(null),
})
export type ExerciseProgress = z.infer<typeof exerciseProgressSchema>

/**
 * What the interface keeps of it; attempts and passes are counted by the host. Without defaults: what is left out stays
 * as it was.
 */
export const progressChangeSchema = z.object({
  predictions: exerciseProgressSchema.shape.predictions.unwrap().optional(),
  source: exerciseProgressSchema.shape.source.unwrap().optional(),
})
export type ProgressChange = z.infer<typeof progressChangeSchema>

/** What became of one check in one case. */
export const checkResultSchema = z.object({
  check: z.string(),
  case: z.string(),
  isHidden: z.boolean(),
  passed: z.boolean(),
  /** The check's sentence. */
  text: z.string(),
  /** What was measured and what it should have been, in words. */
  evidence: z.string(),
  /** Of a failed check: what it means. */
  because: z.string().nullable(),
})
export type CheckResult = z.infer<typeof checkResultSchema>
