import { describe, expect, it } from 'vitest'
import { gradeRun, needsSolution } from '../../../../src/lab/grading/gradeRun.ts'
import { measure } from '../../../../src/lab/grading/measures.ts'
import { judge } from '../../../../src/lab/grading/expectations.ts'
import { exerciseSchema, type Check, type Measure } from '../../../../src/shared/exercise.ts'
import type { ReportedProcess, RunReport } from '../../../../src/shared/runReport.ts'

function process(over: Partial<ReportedProcess>): ReportedProcess {
  return {
    ...{
      processId: 10,
      pid: 10,
      tid: null,
      parentPid: 1,
      name: 'Process-1',
      role: 'process',
      startMethod: 'spawn',
    },
    ...{ startedAtMs: 0, readyAtMs: 5, endedAtMs: 100, exitCode: 0, signal: null, endCause: null },
    ...{ cpuMs: 1, peakRssBytes: 1, tasks: 0 },
    ...over,
  }
}

function report(over: Partial<RunReport>, run: Partial<RunReport['run']> = {}): RunReport {
  return {
    ...{ schema: 1, machine: {} as RunReport['machine'], processes: [], channels: [], locks: [], pools: [] },
    ...{ output: [], findings: [], loss: { eventsDropped: 0, outputBytesDropped: 0 } },
    ...over,
    run: {
      ...{ id: 'r', program: 'p.ts', runtime: 'node', startMethod: 'spawn', params: {}, startedAt: '' },
      ...{ durationMs: 500, outcome: 'completed', exitCode: 0 },
      ...run,
    },
  }
}

const main = process({ processId: 1, pid: 1, name: 'MainProcess', role: 'main', endedAtMs: 500 })

describe('what a run is measured by', () => {
  it.each<[string, Measure, Partial<RunReport>, unknown]>([
    [
      'processes that ran at the same time, not one after the other',
      { measure: 'concurrency', of: { role: 'process' }, since: 'ready' },
      {
        processes: [
          main,
          process({ readyAtMs: 0, endedAtMs: 50 }),
          process({ readyAtMs: 50, endedAtMs: 90 }),
          process({ readyAtMs: 60, endedAtMs: 80 }),
          process({ readyAtMs: null, endedAtMs: 90 }),
        ],
      },
      2,
    ],
    [
      'processes that were there at the same time, whether or not they were ready',
      { measure: 'concurrency', of: { role: 'process' }, since: 'started' },
      {
        processes: [
          process({ startedAtMs: 0, readyAtMs: 40, endedAtMs: 50 }),
          process({ startedAtMs: 5, readyAtMs: 60, endedAtMs: 90 }),
          process({ startedAtMs: 8, readyAtMs: null, endedAtMs: 9 }),
          process({ startedAtMs: 90, readyAtMs: 91, endedAtMs: 99 }),
        ],
      },
      3,
    ],
    [
      'exit codes in the order of the starts',
      { measure: 'processes', of: { role: 'process' }, as: 'exitCodes' },
      {
        processes: [
          process({ startedAtMs: 9, exitCode: -9 }),
          main,
          process({ startedAtMs: 3, exitCode: 7 }),
        ],
      },
      [7, -9],
    ],
    [
      'who started whom',
      { measure: 'processes', of: {}, as: 'parentPids' },
      { processes: [process({ startedAtMs: 9, parentPid: 7 }), process({ startedAtMs: 3, parentPid: 1 })] },
      [1, 7],
    ],
    [
      'the machine',
      { measure: 'machine', as: 'physicalCores' },
      { machine: { logicalCores: 8, physicalCores: 4 } as RunReport['machine'] },
      4,
    ],
    [
      'whole names only',
      { measure: 'processes', of: { name: 'Process-1' }, as: 'count' },
      { processes: [process({}), process({ name: 'Process-12' })] },
      1,
    ],
    [
      'lines that come in pieces, each when it is whole',
      { measure: 'lines', stream: 'stdout' },
      {
        output: [
          { processId: 10, pid: 10, stream: 'stdout', text: 'one\ntw', atMs: 1 },
          { processId: 11, pid: 11, stream: 'stdout', text: 'other\n', atMs: 2 },
          { processId: 10, pid: 10, stream: 'stderr', text: 'no\n', atMs: 3 },
          { processId: 10, pid: 10, stream: 'stdout', text: 'o\nlast', atMs: 4 },
        ],
      },
      ['one', 'other', 'two', 'last'],
    ],
    [
      'lines of the processes that are meant',
      { measure: 'lines', stream: 'stdout', by: { role: 'main' } },
      {
        processes: [main, process({})],
        output: [
          { processId: 10, pid: 10, stream: 'stdout', text: 'child\n', atMs: 1 },
          { processId: 1, pid: 1, stream: 'stdout', text: 'main\n', atMs: 2 },
        ],
      },
      ['main'],
    ],
    [
      'lines that match, without what else was printed',
      { measure: 'lines', stream: 'stdout', matching: '^\\d+ done$' },
      {
        output: [
          { processId: 10, pid: 10, stream: 'stdout', text: '1 done\nnow here\n', atMs: 1 },
          { processId: 11, pid: 11, stream: 'stdout', text: '2 done\n', atMs: 2 },
        ],
      },
      ['1 done', '2 done'],
    ],
    [
      'lines whose break came in two pieces',
      { measure: 'lines', stream: 'stdout' },
      {
        output: [
          { processId: 10, pid: 10, stream: 'stdout', text: 'one\r\ntwo\r', atMs: 1 },
          { processId: 10, pid: 10, stream: 'stdout', text: '\nlast', atMs: 2 },
        ],
      },
      ['one', 'two', 'last'],
    ],
    [
      'that a process ended before the main program went on',
      { measure: 'order', moments: [{ ended: { role: 'process' } }, { printed: '^Done' }] },
      {
        processes: [main, process({ endedAtMs: 40 }), process({ endedAtMs: 60 })],
        output: [{ processId: 1, pid: 1, stream: 'stdout', text: 'Done!\n', atMs: 60 }],
      },
      true,
    ],
    [
      'that the last was started before the first ended',
      { measure: 'order', moments: [{ started: {} }, { firstEnded: {} }] },
      { processes: [process({ endedAtMs: 40 }), process({ startedAtMs: 30, endedAtMs: 60 })] },
      true,
    ],
    [
      'that the first had ended when the last was started',
      { measure: 'order', moments: [{ started: {} }, { firstEnded: {} }] },
      { processes: [process({ endedAtMs: 40 }), process({ startedAtMs: 41, endedAtMs: null })] },
      false,
    ],
    [
      'that one of several ended too late',
      { measure: 'order', moments: [{ ended: { role: 'process' } }, { printed: '^Done' }] },
      {
        processes: [main, process({ endedAtMs: 40 }), process({ endedAtMs: 61 })],
        output: [{ processId: 1, pid: 1, stream: 'stdout', text: 'Done!\n', atMs: 60 }],
      },
      false,
    ],
    [
      'the order of lines that came at once',
      { measure: 'order', moments: [{ printed: 'first' }, { printed: 'second' }] },
      { output: [{ processId: 1, pid: 1, stream: 'stdout', text: 'first\nsecond\n', atMs: 7 }] },
      true,
    ],
    [
      'that of lines that came at once the later one was printed first',
      { measure: 'order', moments: [{ printed: 'second' }, { printed: 'first', by: { role: 'main' } }] },
      {
        processes: [main],
        output: [{ processId: 1, pid: 1, stream: 'stdout', text: 'first\nsecond\n', atMs: 7 }],
      },
      false,
    ],
    [
      'that a moment never came',
      { measure: 'order', moments: [{ printed: 'a' }, { printed: 'b' }] },
      { output: [{ processId: 1, pid: 1, stream: 'stdout', text: 'a\n', atMs: 1 }] },
      false,
    ],
  ])('%s', (_what, of, facts, expected) => {
    expect(measure(of, report(facts))).toEqual(expected)
  })

  it('parts of the result, and nothing where there are none', () => {
    const of = report({}, { result: { totals: [4, 9] } })
    expect(measure({ measure: 'result', path: 'totals.1' }, of)).toBe(9)
    expect(measure({ measure: 'result', path: 'totals.length.x' }, of)).toBeNull()
    expect(measure({ measure: 'result', path: 'constructor' }, of)).toBeNull()
    expect(measure({ measure: 'result' }, report({}))).toBeNull()
  })
})

describe('what is expected', () => {
  it.each([
    [{ b: [1], a: 2 }, { equals: { a: 2, b: [1] } }, true],
    [[2, 1], { equals: [1, 2] }, false],
    [[2, { y: 1, x: 0 }, 1], { sameItems: [1, 2, { x: 0, y: 1 }] }, true],
    [[1, 1], { sameItems: [1] }, false],
    [3, { sameItems: [] }, false],
    [2, { atLeast: 2 }, true],
    [null, { atLeast: 0 }, false],
    [2, { between: [3, 4] }, false],
    [['x', 'abc'], { matches: '^a' }, true],
    [['x', 'abc'], { doesNotMatch: '^a' }, false],
    [['x'], { includes: ['x', 'y'] }, false],
    [null, { excludes: ['x'] }, false],
    [[1, 2, 1], { allDifferent: true }, false],
    [[1, 1], { allEqual: true }, true],
    [[], { allEqual: true }, false],
  ] as const)('%j, %j: %s', (value, expectation, passed) => {
    const expected = expectation as unknown as Parameters<typeof judge>[1]
    expect(judge(value, expected).passed).toBe(passed)
  })

  it('is told as one writes it: texts in quotes, lists of them without brackets', () => {
    expect(judge(['a', 'say "b"'], { includes: ['a'] }).evidence).toBe(
      'expected “a” among them, measured “a”, “say "b"”',
    )
    expect(judge('a\tb', { equals: '' }).evidence).toBe('expected “”, measured “a\\tb”')
    expect(judge([], { equals: [1, 'a'] }).evidence).toBe('expected [1,"a"], measured []')
  })

  it('is told beside what was measured, shortened where it is long', () => {
    const { evidence } = judge('x'.repeat(5_000), { equals: 1 })
    expect(evidence).toMatch(/^expected 1, measured “x+… \(5002 characters\)$/)
  })

  it('is told of two long texts by where they differ', () => {
    const expected = 'x'.repeat(5_000)
    const { evidence } = judge(`${expected.slice(0, 400)}yy${expected.slice(403)}`, { equals: expected })
    expect(evidence).toBe(
      'expected a text of 5,000 characters, measured one of 4,999: 3 differ, from number 401 on',
    )
  })
})

describe('a graded run', () => {
  const check: Check = {
    ...{ id: 'sum', text: 'The sum is right.', because: 'Look at the loop.' },
    ...{ of: { measure: 'result' }, expect: { sameAsSolution: true }, cases: ['hidden'] },
  }
  const exercise = exerciseSchema.parse({
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
    cases: [{ id: 'shown' }, { id: 'hidden', params: { n: 3 }, isHidden: true }],
    checks: [
      check,
      {
        ...{ id: 'ended', text: 'It ends.', because: 'It does not.' },
        ...{ of: { measure: 'outcome' }, expect: { equals: 'completed' } },
      },
    ],
    starterFails: ['sum'],
  })
  const [shownCase, hiddenCase] = exercise.cases as [(typeof exercise.cases)[0], (typeof exercise.cases)[0]]

  it('is held against the solution’s run of the same case, by the checks of that case', () => {
    expect(needsSolution(exercise, shownCase)).toBe(false)
    expect(needsSolution(exercise, hiddenCase)).toBe(true)
    expect(gradeRun(exercise, shownCase, report({})).map((result) => result.check)).toEqual(['ended'])
    const graded = gradeRun(exercise, hiddenCase, report({}, { result: 5 }), report({}, { result: 6 }))
    expect(graded[0]).toEqual({
      ...{ check: 'sum', case: 'hidden', isHidden: true, passed: false, text: 'The sum is right.' },
      ...{ evidence: 'expected 6, measured 5', because: 'Look at the loop.' },
    })
    expect(graded[1]).toMatchObject({ passed: true, because: null })
  })

  it('holds what the program says against what was seen of the same run', () => {
    const claim: Check = {
      ...{ id: 'pids', text: 'It knows the pids.', because: 'They are others.' },
      ...{ of: { measure: 'result' }, expect: { sameAs: { measure: 'processes', of: {}, as: 'pids' } } },
    }
    const seen = { processes: [main, process({ startedAtMs: 1, pid: 7 })] }
    const grade = (result: unknown) =>
      gradeRun({ ...exercise, checks: [claim] }, shownCase, report(seen, { result }))[0]
    expect(grade([1, 7])?.passed).toBe(true)
    expect(grade([1, 8])).toMatchObject({ passed: false, evidence: 'expected [1,7], measured [1,8]' })
  })
})
