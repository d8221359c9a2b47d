import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lintExercise } from '../../src/lab/exercises/lintExercise.ts'
import { loadExercise, type LoadedExercise } from '../../src/lab/exercises/loadExercise.ts'
import { problemLine } from '../../src/lab/exercises/problems.ts'
import { Grader } from '../../src/lab/grading/grader.ts'
import { runtimePaths } from '../../src/lab/runtimePaths.ts'
import { createLab, type Lab } from '../../src/main/services/createLab.ts'
import { workerThreadSessions } from '../../src/main/services/workerThreadSessions.ts'
import type { GradedSubmission } from '../../src/shared/grading.ts'
import type { StartMethod } from '../../src/shared/units.ts'
import { repositoryRoot } from '../support/cli.ts'

/**
 * Every exercise of the catalogue, whoever adds one: nothing is wrong with it, its solution passes by its first start
 * method and by threads where it names them, its starter fails what its lesson is about. `-t 03-join` tests one.
 */

const paths = runtimePaths(repositoryRoot)
const folder = join(paths.resources, 'exercises')
const startMethods: readonly StartMethod[] = ['spawn', 'standby', 'thread']
const atOnce = Math.max(2, availableParallelism())
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()

let lab: Lab

beforeAll(async () => {
  const createSession = workerThreadSessions(paths.sessionEntry)
  lab = await createLab({ root: repositoryRoot, createSession, startMethods, maxConcurrentRuns: 4 * atOnce })
})
afterAll(() => lab.runs.dispose())

describe.concurrent('the exercise', () => {
  it.each(ids)('%s', { timeout: 300_000 }, async (id) => {
    await inTurn(async () => {
      const problems = await lintExercise(join(folder, id), paths.libraryEntry)
      expect(problems.map(problemLine), `forkscope lint resources/exercises/${id}`).toEqual([])
      await gradeBoth(await loadExercise(join(folder, id)))
    })
  })
})

async function gradeBoth(loaded: LoadedExercise): Promise<void> {
  const { exercise, solution, starter } = loaded
  const [startMethod = 'spawn'] = exercise.startMethods
  // Standing by is spawn, only sooner: the contract suite sees to that, and CI has its time.
  const methods = exercise.startMethods.filter((method) => method === startMethod || method === 'thread')
  const grader = new Grader(loaded, { runs: lab.runs, libraryEntry: paths.libraryEntry, startMethod })
  await grader.prepare()
  const [first] = exercise.cases
  for (const method of methods) {
    // The other start methods differ in nothing that a second case would show.
    const cases = method === startMethod || !first ? undefined : [first.id]
    const options = { startMethod: method, ...(cases && { cases }) }
    const graded = await grader.grade(programOf(solution, 'solution.ts', loaded), options)
    expect(graded.verdict, `The solution fails on ${method}. ${explain(graded)}`).toBe('passed')
  }
  const starterProgram = programOf(starter, 'starter.ts', loaded)
  // What the learner sees first mostly shows it; a case that is hidden from them has to where it does not.
  let graded = await grader.grade(starterProgram, first && { cases: [first.id] })
  if (passedOf(graded, exercise.starterFails).length > 0) graded = await grader.grade(starterProgram)
  const passed = passedOf(graded, exercise.starterFails)
  expect(passed, `The starter should fail ${passed.join(', ')}. ${explain(graded)}`).toEqual([])
}

/** Which of these checks hold, although they should not. */
function passedOf({ checks }: GradedSubmission, shouldFail: readonly string[]): string[] {
  const failed = new Set(checks.filter(({ passed }) => !passed).map(({ check }) => check))
  return shouldFail.filter((check) => !failed.has(check))
}

function programOf(source: string, fileName: string, { folder: directory }: LoadedExercise) {
  return { name: fileName, program: { kind: 'source', source, fileName, directory } } as const
}

function explain({ reason, checks }: GradedSubmission): string {
  const lines = checks.map(
    ({ check, case: of, passed, evidence }) => `${passed ? '✓' : '✗'} ${check} [${of}] ${evidence}`,
  )
  return `${reason}\n${lines.join('\n')}\n`
}

/** A few at a time: several programs on few cores only make each other slow. */
const waiting: (() => void)[] = []
let running = 0
async function inTurn(action: () => Promise<void>): Promise<void> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    await action()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
