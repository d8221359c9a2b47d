import { describe, expect, it } from 'vitest'
import { gradingCsv, gradingJunit } from '../../../../src/main/cli/gradingFormats.ts'
import type { GradedRun, GradingReport } from '../../../../src/shared/grading.ts'

const check = { check: 'sum', case: 'shown', isHidden: false, text: 'The sum is right.' }
const run: GradedRun = {
  ...{ case: 'shown', isHidden: false, runId: 'r', exitCode: 0, durationMs: 1_234.5 },
  ...{ outcome: 'completed', cause: 'checks', reason: null, findings: [] },
}

const report: GradingReport = {
  ...{ schema: 1, exercise: { id: 'sum', title: 'Sum' }, startMethod: 'spawn', durationMs: 2_000 },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', machine: {} as GradingReport['machine'], passed: 1, failed: 2 },
  submissions: [
    {
      ...{
        submission: 'ada.ts',
        verdict: 'passed',
        cause: 'passed',
        reason: 'All of 1 check hold.',
        runs: [run],
      },
      checks: [{ ...check, passed: true, evidence: 'expected 3, measured 3', because: null }],
    },
    {
      ...{
        submission: '=bob.ts',
        verdict: 'failed',
        cause: 'checks',
        reason: 'expected 3,\nmeasured "4"',
        runs: [run],
      },
      checks: [
        { ...check, passed: false, evidence: 'measured "<4>&\u001b[31m"', because: 'Look at <main>.' },
      ],
    },
    {
      ...{
        submission: 'eve.ts',
        verdict: 'failed',
        cause: 'not-a-program',
        reason: 'eve.ts:1:2: no',
        runs: [],
      },
      checks: [],
    },
  ],
}

describe('the formats of a grading', () => {
  it('a spreadsheet: a line for each submission, and no formula', () => {
    expect(gradingCsv(report).split('\r\n')).toEqual([
      'submission,verdict,cause,checksPassed,checks,durationMs,reason',
      'ada.ts,passed,passed,1,1,1235,All of 1 check hold.',
      `'=bob.ts,failed,checks,0,1,1235,"expected 3, measured ""4"""`,
      'eve.ts,failed,not-a-program,0,0,0,eve.ts:1:2: no',
      '',
    ])
  })

  it('JUnit: a suite for each submission, with counts, and nothing that XML cannot hold', () => {
    const xml = gradingJunit(report)
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="sum" tests="3" failures="2" time="2.000">/,
    )
    expect(xml).toContain(
      '<testsuite name="ada.ts" tests="1" failures="0" time="1.234" timestamp="2026-01-01T00:00:00.000Z">',
    )
    expect(xml).toContain('<testcase name="The sum is right. [shown]" classname="sum.ada.ts"/>')
    expect(xml).toContain(
      '<failure message="measured &quot;&lt;4&gt;&amp;\ufffd[31m&quot;">Look at &lt;main&gt;.</failure>',
    )
    expect(xml).toContain(
      '<testcase name="The program can be run." classname="sum.eve.ts"><failure message="eve.ts:1:2: no">',
    )
  })
})
