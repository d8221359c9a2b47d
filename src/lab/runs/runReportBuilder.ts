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

/**
 * Builds the report of an ended run. It is checked against its schema; one that does not fit is a bug, told in a
 * report of its own, because a run must not be left without an end.
 */
export function buildRunReport(record: RunRecord, end: SessionEnd, facts: RunFacts): RunReport {
  const parsed = runReportSchema.safeParse(describeRun(record, end, facts))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const message = `The report does not fit its schema at ${issue?.path.join('.')}: ${issue?.message}. This is a bug in Forkscope.`
  const error = { name: 'ReportError', message, stack: '', pid: null }
  const known = describeRun(record, { ...end, outcome: 'failed', error, result: undefined }, facts)
  return runReportSchema.parse({
    ...known,
    run: { ...known.run, durationMs: Date.now() - facts.requestedAt, exitCode: null },
    ...{ processes: [], channels: [], locks: [], pools: [], output: [], findings: [] },
    loss: { eventsDropped: 0, outputBytesDropped: 0 },
  })
}

function describeRun(record: RunRecord, end: SessionEnd, facts: RunFacts) {
  const snapshot = record.snapshot()
  const result = describeAsJson(end.result)
  return {
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
    locks: snapshot.locks.map(({ holders: _holders, ...lock }) => lock),
    pools: snapshot.pools,
    output: record.output,
    findings: snapshot.findings,
    loss: snapshot.loss,
  }
}

/** Frames of Node and of the engine say nothing to the one who wrote the program. */
const foreignFrame =
  /\((?:node:|.*[\\/]out[\\/]main[\\/])|at (?:async )?(?:node:|file:.*[\\/]out[\\/]main[\\/])/

function readableError(error: ReportedError): ReportedError {
  const lines = error.stack.split('\n')
  return { ...error, stack: lines.filter((line) => !foreignFrame.test(line)).join('\n') }
}
