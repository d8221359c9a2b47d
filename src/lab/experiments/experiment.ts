import { UserError } from '../../shared/errors.ts'
import type { RunReport } from '../../shared/runReport.ts'
import type { Progress, RunSnapshot } from '../../shared/runUpdate.ts'
import type { Run } from '../runs/run.ts'
import { experimentNoteSchema, type ExperimentNote, type MeasuredSerial } from './experimentNotes.ts'
import {
  buildExperimentReport,
  type ExperimentFacts,
  type ExperimentMeasurements,
  type ExperimentOutcome,
} from './experimentReport.ts'

type ProgressNote = Extract<ExperimentNote, { kind: 'progress' }>

/** Of remarks a program may make; more are left out. */
const maxRemarks = 20
const maxRows = 2_000

/**
 * The host's side of an experiment: gathers the notes of its run, shows progress and partial results on the
 * run, and makes the report when the run has ended.
 */
export class Experiment {
  readonly #facts: Omit<ExperimentFacts, 'endedEarly'>
  readonly #rows: ExperimentMeasurements['rows'] = []
  readonly #remarks: string[] = []
  #serial: MeasuredSerial | undefined
  #values: unknown[] = []
  #total = 0
  #progress: { note: ProgressNote; receivedAt: number; tasksBefore: number } | undefined

  constructor(facts: Omit<ExperimentFacts, 'endedEarly'>) {
    this.#facts = facts
  }

  /** Takes a note of the run; what is no note of an experiment is ignored. */
  receive(raw: unknown, run: Run): void {
    const parsed = experimentNoteSchema.safeParse(raw)
    if (!parsed.success) return
    const note = parsed.data
    switch (note.kind) {
      case 'progress':
        this.#progress = { note, receivedAt: performance.now(), tasksBefore: finishedTasks(run.snapshot()) }
        run.setProgress(toProgress(note))
        return
      case 'partial':
        for (const [offset, value] of note.values.entries()) run.showPartial(note.first + offset, value)
        return
      case 'remark':
        if (this.#remarks.length < maxRemarks) this.#remarks.push(note.message)
        return
      case 'serial':
        this.#serial = note.serial
        return
      case 'results':
        this.#values = note.values
        this.#total = note.total
        return
      case 'row':
        if (this.#rows.length < maxRows) this.#rows.push(note.row)
    }
  }

  /** Moves the progress of the map that goes on by what its pool's tasks have finished since it began. */
  follow(snapshot: RunSnapshot, run: Run): void {
    if (!this.#progress?.note.mapping) return
    const { note, receivedAt, tasksBefore } = this.#progress
    const { items, chunkSize, expectedMs } = note.mapping ?? { items: 0, chunkSize: 1, expectedMs: 0 }
    const finished = Math.min(items, Math.max(0, finishedTasks(snapshot) - tasksBefore) * chunkSize)
    const elapsedMs = Math.min(expectedMs, performance.now() - receivedAt)
    const remainingMs = note.remainingMs === null ? null : Math.max(0, note.remainingMs - elapsedMs)
    run.setProgress({ ...toProgress(note), done: note.done + finished, remainingMs })
  }

  /**
   * @returns what was measured until the run ended
   * @throws UserError when not even the serial baseline was
   */
  conclude(run: RunReport): ExperimentOutcome {
    if (run.run.outcome === 'failed' || !this.#serial) throw failure(run)
    const { outcome } = run.run
    return buildExperimentReport(
      {
        serial: this.#serial,
        rows: this.#rows,
        remarks: this.#remarks,
        values: this.#values,
        total: this.#total,
      },
      { ...this.#facts, endedEarly: outcome === 'completed' ? undefined : endWords(outcome) },
    )
  }
}

function toProgress({ label, done, total, remainingMs }: ProgressNote): Progress {
  return { label, done, total, remainingMs }
}

function finishedTasks({ pools }: RunSnapshot): number {
  return pools.reduce((sum, pool) => sum + pool.completed + pool.failed, 0)
}

function endWords(outcome: string): string {
  return outcome === 'timeout' ? 'ran into its time-out' : 'was stopped'
}

function failure({ run }: RunReport): UserError {
  const { error, outcome } = run
  if (error?.name === 'UserError') return new UserError('bad-input', error.message)
  if (error) {
    const isSentence = error.name === 'ItemError' || error.name === 'TimeoutError'
    return new UserError('bad-program', isSentence ? error.message : `${error.name}: ${error.message}`)
  }
  if (outcome === 'failed') {
    return new UserError(
      'bad-program',
      `The experiment's program ended with exit code ${run.exitCode ?? 'unknown'}; its output says why.`,
    )
  }
  return new UserError(
    'bad-input',
    `The experiment ${endWords(outcome)} before its serial baseline was measured.`,
  )
}
