import type { Finding } from '../../shared/runReport.ts'
import type { PoolSnapshot, ProcessSnapshot, RunSnapshot } from '../../shared/runUpdate.ts'
import { mostAtOnce } from '../concurrency.ts'
import { countOf, formatBytes } from '../words.ts'

/**
 * What a run's own record tells about it once it has ended: pure rules, each a sentence with its evidence.
 * `liveFindings.ts` has what is told while the run goes on; the engine adds what only it can see.
 */
export function runFindings(snapshot: RunSnapshot, logicalCores: number): Finding[] {
  return [
    ...failedProcesses(snapshot.processes),
    ...itemsLeft(snapshot),
    ...oversubscription(snapshot, logicalCores),
    ...losses(snapshot),
  ]
}

/** With this code ends what an error ended, and the error was printed. */
const codeOfErrors = 1

function exitWords({ exitCode, signal, endCause }: ProcessSnapshot): string {
  if (endCause) return `ended early: ${endCause}.`
  if (signal) return `was killed by ${signal}.`
  if (exitCode === codeOfErrors) return `exited with code ${exitCode}; its output says why.`
  return `exited with code ${exitCode ?? 'unknown'}.`
}

/** Pool workers are told by their lost tasks; the main program's end is the run's own outcome. */
function failedProcesses(processes: readonly ProcessSnapshot[]): Finding[] {
  return processes
    .filter(({ role, phase }) => (role === 'process' || role === 'thread') && phase === 'ended')
    .filter((process) => process.endedBy === null && process.exitCode !== 0)
    .map((process) => ({
      code: 'process-failed',
      severity: 'warning' as const,
      message: `${process.name} (pid ${process.pid}) ${exitWords(process)}`,
      pids: [process.pid],
      channels: [],
    }))
}

function itemsLeft({ channels }: RunSnapshot): Finding[] {
  return channels
    .filter((channel) => channel.depth > 0)
    .map((channel) => {
      const left = countOf(channel.depth, 'message')
      const nobody = channel.gets === 0 ? ' Nobody ever took one from it.' : ''
      return {
        code: 'items-left',
        severity: 'warning' as const,
        message: `${left} of ${channel.puts.toLocaleString('en-US')} put into ${channel.name} ${channel.depth === 1 ? 'was' : 'were'} never taken.${nobody}`,
        pids: [],
        channels: [channel.id],
      }
    })
}

function oversubscription({ pools, processes, elapsedMs }: RunSnapshot, logicalCores: number): Finding[] {
  return pools
    .map((pool) => ({ pool, count: workersAtOnce(pool, processes, elapsedMs) }))
    .filter(({ count }) => count > logicalCores)
    .map(({ pool, count }) => ({
      code: 'oversubscription',
      severity: 'info' as const,
      message: `${pool.id} has ${count} workers for ${countOf(logicalCores, 'logical core')}: for computing, more workers than cores only wait for each other.`,
      pids: pool.workers,
      channels: [],
    }))
}

/**
 * The pool's list also holds those that died or had done their share, and were replaced: perhaps before they were
 * gone, which makes none of them too many.
 */
function workersAtOnce(
  { workers, processes: size }: PoolSnapshot,
  processes: readonly ProcessSnapshot[],
  elapsedMs: number,
): number {
  const own = processes.filter(({ role, pid }) => role === 'pool-worker' && workers.includes(pid))
  // Threads of several pools have one pid.
  return Math.min(size ?? workers.length, mostAtOnce(own, 'ready', elapsedMs))
}

function losses({ loss }: RunSnapshot): Finding[] {
  const parts = [
    loss.outputBytesDropped > 0 && `${formatBytes(loss.outputBytesDropped)} of output`,
    loss.eventsDropped > 0 && countOf(loss.eventsDropped, 'event'),
  ].filter((part) => part !== false)
  if (parts.length === 0) return []
  return [
    {
      code: 'data-dropped',
      severity: 'info',
      message: `${parts.join(' and ')} exceeded what a run keeps and ${parts.length > 1 ? 'were' : 'was'} dropped.`,
      pids: [],
      channels: [],
    },
  ]
}
