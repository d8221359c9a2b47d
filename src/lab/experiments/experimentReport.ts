import {
  experimentReportSchema,
  experimentResultSchema,
  type ExperimentReport,
  type ExperimentResult,
} from '../../shared/experiment.ts'
import type { MachineInfo } from '../../shared/machine.ts'
import type { Finding } from '../../shared/runReport.ts'
import { experimentAdvice } from './experimentAdvice.ts'
import { experimentFindings } from './experimentFindings.ts'
import type { MeasuredRow, MeasuredSerial } from './experimentNotes.ts'
import { breakEven, parallelRow, serialRow, type ExperimentFigures } from './rowFigures.ts'
import { spreadOf } from './statistics.ts'

/** What the notes of an experiment brought. */
export interface ExperimentMeasurements {
  serial: MeasuredSerial
  rows: MeasuredRow[]
  remarks: string[]
  values: unknown[]
  total: number
}

export interface ExperimentFacts {
  workload: string
  params: Record<string, unknown>
  machine: MachineInfo
  view: ExperimentResult['view']
  /** Whether the serial baseline is a row too. */
  hasSerialRow: boolean
  /** Combinations that were to be measured. */
  planned: number
  /** Why it ended early, as the end of a sentence; undefined when it did not. */
  endedEarly: string | undefined
}

export interface ExperimentOutcome {
  report: ExperimentReport
  result: ExperimentResult
}

/** Builds the report of what was measured and checks it against its schema. */
export function buildExperimentReport(
  measured: ExperimentMeasurements,
  facts: ExperimentFacts,
): ExperimentOutcome {
  const serial = spreadOf(measured.serial.timesMs)
  const rows = measured.rows.map((row) => parallelRow(row, serial))
  const { items, resultDigest: serialDigest } = measured.serial
  const figures: ExperimentFigures = { items, serial, rows, serialDigest, machine: facts.machine }
  const report = experimentReportSchema.parse({
    schema: 1,
    workload: facts.workload,
    params: facts.params,
    items,
    machine: facts.machine,
    serial,
    rows: facts.hasSerialRow ? [serialRow(measured.serial), ...rows] : rows,
    breakEven: breakEven(figures),
    advice: experimentAdvice(figures),
    findings: [...incomplete(measured, facts), ...experimentFindings(figures), ...remarks(measured)],
  })
  const { values, total } = measured
  return { report, result: experimentResultSchema.parse({ view: facts.view, values, total }) }
}

function incomplete({ rows }: ExperimentMeasurements, { planned, endedEarly }: ExperimentFacts): Finding[] {
  if (endedEarly === undefined) return []
  const message = `Only ${rows.length} of ${planned} settings were measured: the experiment ${endedEarly}.`
  return [{ code: 'incomplete', severity: 'warning', message, pids: [], channels: [] }]
}

function remarks({ remarks }: ExperimentMeasurements): Finding[] {
  return remarks.map((message) => ({ code: 'items', severity: 'info', message, pids: [], channels: [] }))
}
