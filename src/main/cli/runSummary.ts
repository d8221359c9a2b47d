import { formatBytes, formatDuration } from '../../lab/words.ts'
import type { Finding, ReportedProcess, RunReport } from '../../shared/runReport.ts'
import { inertLine } from './inertText.ts'
import { formatTable, type Column } from './table.ts'

const maxResultLength = 2_000

/** What a run comes to, for people: its processes, channels, pools, findings and result. */
export function runSummary(report: RunReport): string[] {
  const { run, processes, channels, locks, pools, findings } = report
  return [
    ...section(formatTable(processColumns, processes), processes.length),
    ...section(formatTable(channelColumns, channels), channels.length),
    ...section(formatTable(lockColumns, locks), locks.length),
    ...section(formatTable(poolColumns, pools), pools.length),
    ...section(findings.map(findingLine), findings.length),
    ...section([`result: ${resultText(run.result)}`], run.result === undefined ? 0 : 1),
    '',
    inertLine(`${run.program} ${outcomeWords(report)} after ${formatDuration(run.durationMs)}.`),
  ]
}

/** Why a run did not complete, in one line; undefined when it did. */
export function failureLine({ run }: RunReport): string | undefined {
  if (run.outcome === 'completed') return undefined
  if (!run.error) return run.outcome === 'killed' ? undefined : `${run.program} failed.`
  const { name, message, stack } = run.error
  const isSentence =
    name === 'TimeoutError' || name === 'DeadlockError' || name === 'ProcessExitError' || name === 'UserError'
  const words = isSentence ? message : `${name}: ${message}`
  const place = isSentence ? undefined : firstPlace(stack)
  return inertLine(place ? `${words} (at ${place})` : words)
}

export function findingLine({ severity, message }: Finding): string {
  return inertLine(`${severity === 'info' ? 'note' : severity}: ${message}`)
}

function section(lines: string[], count: number): string[] {
  return count === 0 ? [] : ['', ...lines]
}

const processColumns: Column<ReportedProcess>[] = [
  { title: 'pid', align: 'right', text: ({ pid }) => String(pid) },
  { title: 'process', text: ({ name }) => name },
  { title: 'parent', align: 'right', text: ({ parentPid }) => String(parentPid) },
  { title: 'ready after', align: 'right', text: readyText },
  { title: 'lived', align: 'right', text: livedText },
  { title: 'CPU', align: 'right', text: ({ cpuMs }) => formatDuration(cpuMs) },
  { title: 'memory', align: 'right', text: memoryText },
  { title: 'tasks', align: 'right', text: ({ tasks }) => String(tasks) },
  { title: 'end', text: endText },
]

/** A thread's memory is its process's. */
function memoryText({ peakRssBytes }: ReportedProcess): string {
  return peakRssBytes === null ? '–' : formatBytes(peakRssBytes)
}

function readyText({ readyAtMs, startedAtMs }: ReportedProcess): string {
  return readyAtMs === null ? '–' : formatDuration(readyAtMs - startedAtMs)
}

function livedText({ startedAtMs, endedAtMs }: ReportedProcess): string {
  return endedAtMs === null ? '–' : formatDuration(endedAtMs - startedAtMs)
}

function endText({ exitCode, signal, endCause }: ReportedProcess): string {
  const end = signal ? `killed by ${signal}` : `exit ${exitCode ?? '–'}`
  return endCause === null ? end : `${end}: ${inertLine(endCause)}`
}

const channelColumns: Column<RunReport['channels'][number]>[] = [
  { title: 'channel', text: ({ name }) => name },
  { title: 'kind', text: ({ kind }) => kind },
  { title: 'puts', align: 'right', text: ({ puts }) => puts.toLocaleString('en-US') },
  { title: 'gets', align: 'right', text: ({ gets }) => gets.toLocaleString('en-US') },
  { title: 'in', align: 'right', text: ({ bytesIn }) => formatBytes(bytesIn) },
  { title: 'out', align: 'right', text: ({ bytesOut }) => formatBytes(bytesOut) },
  { title: 'left', align: 'right', text: ({ depth }) => String(depth) },
  { title: 'most', align: 'right', text: ({ maxDepth }) => String(maxDepth) },
]

const lockColumns: Column<RunReport['locks'][number]>[] = [
  { title: 'lock', text: ({ name }) => name },
  { title: 'kind', text: ({ kind }) => kind },
  { title: 'acquired', align: 'right', text: ({ acquires }) => acquires.toLocaleString('en-US') },
  { title: 'had to wait', align: 'right', text: ({ contended }) => contended.toLocaleString('en-US') },
  { title: 'waited', align: 'right', text: ({ waitMs }) => formatDuration(waitMs) },
  { title: 'held', align: 'right', text: ({ holdMs }) => formatDuration(holdMs) },
]

const poolColumns: Column<RunReport['pools'][number]>[] = [
  { title: 'pool', text: ({ id }) => id },
  { title: 'workers', align: 'right', text: ({ workers }) => String(workers.length) },
  { title: 'tasks', align: 'right', text: ({ submitted }) => submitted.toLocaleString('en-US') },
  { title: 'failed', align: 'right', text: ({ failed }) => String(failed) },
  { title: 'lost', align: 'right', text: ({ lost }) => String(lost) },
  { title: 'work', align: 'right', text: ({ busyMs }) => formatDuration(busyMs) },
  { title: 'besides', align: 'right', text: ({ overheadMs }) => formatDuration(overheadMs) },
  { title: 'efficiency', align: 'right', text: ({ efficiency }) => `${Math.round(efficiency * 100)} %` },
]

function resultText(result: unknown): string {
  const text = JSON.stringify(result) ?? 'undefined'
  if (text.length <= maxResultLength) return inertLine(text)
  return `${inertLine(text.slice(0, maxResultLength))}… (${text.length - maxResultLength} more characters; --json has all)`
}

function outcomeWords({ run }: RunReport): string {
  switch (run.outcome) {
    case 'completed':
      return 'completed'
    case 'failed':
      return `failed${run.exitCode === null ? '' : ` with exit code ${run.exitCode}`}`
    case 'timeout':
      return 'was ended by its time-out'
    case 'killed':
      return 'was stopped'
    case 'deadlocked':
      return 'was deadlocked'
  }
}

/** The first frame of a stack that lies in a file, as `file:line:column`. */
function firstPlace(stack: string): string | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const found = /(?:\(|at (?:async )?)(?:file:\/\/)?(\/[^()]*:\d+:\d+|[A-Za-z]:[^()]*:\d+:\d+)\)?$/.exec(
      line,
    )
    if (found && !found[1]?.includes('/node_modules/')) return found[1]
  }
  return undefined
}
