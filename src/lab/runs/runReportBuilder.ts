import type { SessionEnd } from '../../engine/session/protocol.ts'
import type { MachineInfo } from '../../shared/machine.ts'
import { runReportSchema, type ReportedError, type RunReport } from '../../shared/runReport.ts'
import type { RunRecord } from './runRecord.ts'
import { describeAsJson } from './jsonResult.ts'

export interface RunFacts {
  id: string
  program: string
  startMethod: string
  params: Record<string, unknown>
  /** Unix time in ms; used when the main program never started. */
  requestedAt: number
  machine: MachineInfo
}

/** Builds the report of an ended run and checks it against its schema. */
export function buildRunReport(record: RunRecord, end: SessionEnd, facts: RunFacts): RunReport {
  const snapshot = record.snapshot()
  const result = describeAsJson(end.result)
  const report = {
    schema: 1,
    run: {
      id: facts.id,
      program: facts.program,
      runtime: 'node',
      startMethod: facts.startMethod,
      params: describeAsJson(facts.params),
      startedAt: new Date(end.startedAt || facts.requestedAt).toISOString(),
      durationMs: snapshot.elapsedMs,
      outcome: end.outcome,
      exitCode: end.exitCode,
      ...(end.error && { error: readableError(end.error) }),
      ...(result !== undefined && { result }),
    },
    machine: facts.machine,
    processes: snapshot.processes,
    channels: snapshot.channels,
    locks: snapshot.locks,
    pools: snapshot.pools,
    output: record.output,
    findings: snapshot.findings,
    loss: snapshot.loss,
  }
  return runReportSchema.parse(report)
}

/** Frames of Node and of the engine say nothing to the one who wrote the program. */
const foreignFrame =
  /\((?:node:|.*[\\/]out[\\/]main[\\/])|at (?:async )?(?:node:|file:.*[\\/]out[\\/]main[\\/])/

function readableError(error: ReportedError): ReportedError {
  const lines = error.stack.split('\n')
  return { ...error, stack: lines.filter((line) => !foreignFrame.test(line)).join('\n') }
}
