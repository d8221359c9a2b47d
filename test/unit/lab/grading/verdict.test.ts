import { describe, expect, it } from 'vitest'
import { solutionFailure, type ObservedRun } from '../../../../src/lab/grading/verdict.ts'
import { exerciseSchema, type Check } from '../../../../src/shared/exercise.ts'
import type { RunReport } from '../../../../src/shared/runReport.ts'

const sum: Check = {
  ...{ id: 'sum', text: 'The sum is right.', because: 'Look at the loop.' },
  ...{ of: { measure: 'result' }, expect: { sameAsSolution: true } },
}
const outcome: Check = {
  ...{ id: 'fails', text: 'It fails.', because: 'It is to fail.' },
  ...{ of: { measure: 'outcome' }, expect: { equals: 'failed' } },
}

function exerciseWith(checks: Check[]) {
  return exerciseSchema.parse({
    ...{ schema: 1, title: 'T', topic: 'pools', level: 'beginner', minutes: 1, summary: 'S' },
    questions: [
      {
        ...{ type: 'choice', id: 'q', text: 'Q?', answer: 'a', because: 'B' },
        options: [
          { id: 'a', text: 'A' },
          { id: 'b', text: 'B' },
        ],
      },
    ],
    checks,
    starterFails: ['sum'],
  })
}

function observed(run: Partial<RunReport['run']>): ObservedRun {
  const report: RunReport = {
    ...{ schema: 1, machine: {} as RunReport['machine'], processes: [], channels: [], locks: [], pools: [] },
    ...{ output: [], findings: [], loss: { eventsDropped: 0, outputBytesDropped: 0 } },
    run: {
      ...{ id: 'r', program: 'p.ts', runtime: 'node', startMethod: 'spawn', params: {}, startedAt: '' },
      ...{ durationMs: 500, outcome: 'completed', exitCode: 0 },
      ...run,
    },
  }
  return { report, exceeded: undefined }
}

const lost = { name: 'SessionError', message: "The run's session is gone.", stack: '', pid: null }

describe('a run of the solution', () => {
  it('counts when it came to the end that the exercise wants', () => {
    const whys = [
      solutionFailure(exerciseWith([sum]), { id: 'shown', params: {}, isHidden: false }, observed({})),
      solutionFailure(
        exerciseWith([sum, outcome]),
        { id: 'shown', params: {}, isHidden: false },
        observed({ outcome: 'failed', exitCode: 1 }),
      ),
    ]
    expect(whys).toEqual([undefined, undefined])
  })

  it.each<[Partial<RunReport['run']>, RegExp]>([
    [{ outcome: 'failed', exitCode: null, error: lost }, /^The run's session is gone\./],
    [{ outcome: 'failed', exitCode: 7 }, /exit code 7/],
    [{ outcome: 'deadlocked', error: { ...lost, name: 'DeadlockError', message: 'Deadlock.' } }, /^Deadlock/],
    [{ outcome: 'killed' }, /stopped/],
  ])('is nothing to compare with when it did not: %j', (run, why) => {
    const of = { id: 'shown', params: {}, isHidden: false }
    expect(solutionFailure(exerciseWith([sum]), of, observed(run))).toMatch(why)
  })
})
