import { beforeEach, describe, expect, it } from 'vitest'
import { Experiment } from '../../../../src/lab/experiments/experiment.ts'
import type { ExperimentNote } from '../../../../src/lab/experiments/experimentNotes.ts'
import type { Run } from '../../../../src/lab/runs/run.ts'
import type { RunReport } from '../../../../src/shared/runReport.ts'
import type { PoolSnapshot, Progress, RunSnapshot } from '../../../../src/shared/runUpdate.ts'
import { machine } from '../fakeSession.ts'

const progress: Progress[] = []
const partial: [number, unknown][] = []
let completed = 0

const snapshot = (): RunSnapshot =>
  ({ pools: [{ completed, failed: 0 } as PoolSnapshot] }) as Partial<RunSnapshot> as RunSnapshot
const run = {
  snapshot,
  setProgress: (value: Progress) => progress.push(value),
  showPartial: (index: number, value: unknown) => partial.push([index, value]),
} as unknown as Run

function newExperiment(): Experiment {
  return new Experiment({
    workload: 'square',
    params: {},
    machine,
    view: 'table',
    hasSerialRow: true,
    planned: 2,
  })
}

function report(outcome: string, error?: { name: string; message: string }): RunReport {
  return { run: { outcome, exitCode: 1, error } } as unknown as RunReport
}

const serial: ExperimentNote = {
  kind: 'serial',
  serial: { items: 200, timesMs: [900, 1_100, 1_000], resultDigest: 'd' },
}
const row: ExperimentNote = {
  kind: 'row',
  row: {
    startMethod: 'spawn',
    workers: 2,
    chunkSize: 25,
    timesMs: [520, 500],
    startUpMs: 40,
    transferMs: 1,
    waitMs: 9,
    workMs: 500,
    resultDigest: 'd',
  },
}

beforeEach(() => {
  progress.length = 0
  partial.length = 0
  completed = 3
})

describe('the progress of an experiment', () => {
  it('moves within a map by the tasks that its pool has finished', () => {
    const experiment = newExperiment()
    const mapping = { items: 200, chunkSize: 25, expectedMs: 500 }
    const label = 'spawn, 2 workers'
    experiment.receive({ kind: 'progress', label, done: 600, total: 1_000, remainingMs: 900, mapping }, run)
    completed += 4
    experiment.follow(snapshot(), run)
    completed += 400
    experiment.follow(snapshot(), run)
    expect(progress.map(({ done }) => done)).toEqual([600, 700, 800])
    expect(progress.every(({ remainingMs }) => remainingMs !== null && remainingMs <= 900)).toBe(true)
  })

  it('stands still while nothing is mapped', () => {
    const experiment = newExperiment()
    experiment.receive({ kind: 'progress', label: 'Serial', done: 10, total: 40, remainingMs: null }, run)
    experiment.follow(snapshot(), run)
    expect(progress).toEqual([{ label: 'Serial', done: 10, total: 40, remainingMs: null }])
  })
})

describe('the notes of an experiment', () => {
  it('become its report', () => {
    const experiment = newExperiment()
    const results: ExperimentNote = { kind: 'results', values: [0, 1], total: 200 }
    const rows: ExperimentNote = { kind: 'partial', first: 5, values: ['a', 'b'] }
    for (const note of [results, serial, rows, row]) experiment.receive(note, run)
    expect(partial).toEqual([
      [5, 'a'],
      [6, 'b'],
    ])
    const outcome = experiment.conclude(report('completed'))
    expect(outcome.result).toEqual({ view: 'table', values: [0, 1], total: 200 })
    expect(outcome.report).toMatchObject({
      serial: { medianMs: 1_000, minMs: 900, maxMs: 1_100 },
      rows: [
        { startMethod: 'serial', speedUp: 1, chunkSize: 200 },
        { startMethod: 'spawn', medianMs: 510, repeats: 2, speedUp: 1_000 / 510, efficiency: 500 / 510 },
      ],
      findings: [],
    })
  })

  it('are ignored when they are none', () => {
    const experiment = newExperiment()
    for (const note of [
      null,
      'row',
      { kind: 'row' },
      { kind: 'serial', serial: { timesMs: [] } },
      { kind: 'grade' },
    ]) {
      experiment.receive(note, run)
    }
    expect(() => experiment.conclude(report('killed'))).toThrow(/was stopped before its serial baseline/)
  })

  it('are not lost when it ends early', () => {
    const experiment = newExperiment()
    experiment.receive(serial, run)
    experiment.receive(row, run)
    const [finding] = experiment.conclude(report('timeout')).report.findings
    expect(finding?.message).toBe('Only 1 of 2 settings were measured: the experiment ran into its time-out.')
  })

  it.each([
    [{ name: 'UserError', message: 'The folder holds no files.' }, 'bad-input', 'The folder holds no files.'],
    [{ name: 'ItemError', message: 'f failed on item 3: x' }, 'bad-program', 'f failed on item 3: x'],
    [
      { name: 'WorkerDiedError', message: 'Worker 7 died.' },
      'bad-program',
      'WorkerDiedError: Worker 7 died.',
    ],
    [undefined, 'bad-program', "The experiment's program ended with exit code 1; its output says why."],
  ])('say why it failed: %o', (error, code, message) => {
    const experiment = newExperiment()
    experiment.receive(serial, run)
    expect(() => experiment.conclude(report('failed', error))).toThrow(
      expect.objectContaining({ code, message }) as Error,
    )
  })
})
