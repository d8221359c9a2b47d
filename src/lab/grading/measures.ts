import type { Measure, Moment, ProcessFilter } from '../../shared/exercise.ts'
import { viewProblems } from '../../shared/exerciseViews.ts'
import type { ReportedProcess, RunReport } from '../../shared/runReport.ts'
import { mostAtOnce } from '../concurrency.ts'
import { outputLines, type PrintedLine } from './outputLines.ts'
import { findMatch, findMatches } from './patterns.ts'

/** What Forkscope observed of a run, looked at in one way; see `measureSchema`. Pure: a report in, a value out. */
export function measure(of: Measure, report: RunReport): unknown {
  switch (of.measure) {
    case 'outcome':
      return report.run.outcome
    case 'error':
      return report.run.error?.name ?? null
    case 'result':
      return partOf(report.run.result ?? null, of.path)
    case 'viewProblems':
      return viewProblems(of.view, report.run.result ?? null)
    case 'lines':
      return textsOf(
        linesOf(report, of.by).filter(({ stream }) => stream === of.stream),
        of.matching,
      )
    case 'processes':
      return processFacts(processesOf(report, of.of), of.as)
    case 'concurrency':
      return mostAtOnce(processesOf(report, of.of), of.since, report.run.durationMs)
    case 'tasksPerWorker':
      return processesOf(report, { role: 'pool-worker' }).map(({ tasks }) => tasks)
    case 'channels':
      return channelFact(report, of)
    case 'locks':
      return sum(report.locks.filter(matching(of.of)), of.as)
    case 'pools':
      return poolFact(report, of.as)
    case 'findings':
      return report.findings.map(({ code }) => code)
    case 'machine':
      return report.machine[of.as]
    case 'order':
      return isInOrder(of.moments.map((moment) => occurrenceOf(moment, report)))
  }
}

/** The value at a path such as `totals.0`; null where there is none. */
function partOf(value: unknown, path: string | undefined): unknown {
  let part = value
  for (const key of path ? path.split('.') : []) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return null
    part = (part as Record<string, unknown>)[key]
  }
  return part ?? null
}

function processesOf({ processes }: RunReport, filter: ProcessFilter): ReportedProcess[] {
  return processes
    .filter((process) => isMeant(process, filter))
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
}

export function isMeant(process: ReportedProcess, filter: ProcessFilter): boolean {
  const { role, name, startMethod, exitCode } = filter
  return (
    (role === undefined || hasRole(process, role)) &&
    (name === undefined || isWhole(name, process.name)) &&
    (startMethod === undefined || process.startMethod === startMethod) &&
    (exitCode === undefined || process.exitCode === exitCode)
  )
}

function isWhole(pattern: string, name: string): boolean {
  return findMatch(`^(?:${pattern})$`, [name]) === 0
}

function hasRole({ role }: ReportedProcess, wanted: NonNullable<ProcessFilter['role']>): boolean {
  return wanted === 'child' ? role === 'process' || role === 'thread' : role === wanted
}

type ProcessFact = Extract<Measure, { measure: 'processes' }>['as']

function processFacts(processes: readonly ReportedProcess[], as: ProcessFact): unknown {
  switch (as) {
    case 'count':
      return processes.length
    case 'exitCodes':
      return processes.map(({ exitCode }) => exitCode)
    case 'names':
      return processes.map(({ name }) => name)
    case 'pids':
      return processes.map(({ pid }) => pid)
    case 'parentPids':
      return processes.map(({ parentPid }) => parentPid)
  }
}

function channelFact({ channels }: RunReport, { of, as }: Extract<Measure, { measure: 'channels' }>): number {
  const meant = channels.filter(matching(of))
  if (as === 'maxDepth') return Math.max(0, ...meant.map(({ maxDepth }) => maxDepth))
  if (as === 'openEnds') return meant.reduce((total, { openEnds }) => total + openEnds.length, 0)
  return sum(meant, as)
}

function poolFact({ pools }: RunReport, as: Extract<Measure, { measure: 'pools' }>['as']): number {
  return as === 'workers' ? pools.reduce((total, { workers }) => total + workers.length, 0) : sum(pools, as)
}

function sum<K extends string>(objects: readonly Record<K, unknown>[], as: K | 'count'): number {
  if (as === 'count') return objects.length
  return objects.reduce((total, object) => total + Number(object[as]), 0)
}

interface KindFilter {
  kind?: string | undefined
  name?: string | undefined
}

function matching({ kind, name }: KindFilter): (object: { kind: string; name: string }) => boolean {
  return (object) =>
    (kind === undefined || object.kind === kind) && (name === undefined || isWhole(name, object.name))
}

function textsOf(lines: readonly PrintedLine[], matching: string | undefined): string[] {
  const texts = lines.map(({ text }) => text)
  if (matching === undefined) return texts
  const found = new Set(findMatches(matching, texts))
  return texts.filter((_, index) => found.has(index))
}

type PlacedLine = PrintedLine & { place: number }

/** Lines of the processes that are meant, each with its place among all. */
function linesOf(report: RunReport, by: ProcessFilter | undefined): PlacedLine[] {
  const lines = outputLines(report.output).map((line, place) => ({ ...line, place }))
  if (!by) return lines
  const meant = new Set(processesOf(report, by).map(({ processId }) => processId))
  return lines.filter(({ processId }) => meant.has(processId))
}

/** When something came about; `line`, its place among all lines, tells apart those that came in one piece. */
interface Occurrence {
  atMs: number
  line?: number
}

/** When the moment came; null when it never did. */
function occurrenceOf(moment: Moment, report: RunReport): Occurrence | null {
  if (!('printed' in moment)) {
    const atMs = timeOf(moment, report)
    return atMs === null ? null : { atMs }
  }
  const lines = linesOf(report, moment.by)
  const texts = lines.map(({ text }) => text)
  const found = lines[findMatch(moment.printed, texts)]
  return found ? { atMs: found.atMs, line: found.place } : null
}

function timeOf(moment: Exclude<Moment, { printed: string }>, report: RunReport): number | null {
  if ('firstEnded' in moment) {
    const ends = processesOf(report, moment.firstEnded).map(({ endedAtMs }) => endedAtMs ?? Infinity)
    return Number.isFinite(Math.min(...ends)) ? Math.min(...ends) : null
  }
  const processes = processesOf(report, 'started' in moment ? moment.started : moment.ended)
  const times = processes.map((process) => ('started' in moment ? process.startedAtMs : process.endedAtMs))
  return times.length === 0 || times.includes(null) ? null : Math.max(...(times as number[]))
}

function isInOrder(occurrences: readonly (Occurrence | null)[]): boolean {
  return occurrences.every((each, index) => {
    if (each === null) return false
    const before = occurrences[index - 1]
    return !before || isNotAfter(before, each)
  })
}

function isNotAfter(a: Occurrence, b: Occurrence): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs
  return a.line === undefined || b.line === undefined || a.line <= b.line
}
