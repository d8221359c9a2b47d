import type { ProcessSnapshot, RunEvent, RunUpdate } from '../../shared/runUpdate.ts'
import type { RunReport } from '../../shared/runReport.ts'

/** Ten samples a second for hours; what exceeds it is counted in the trace. */
const maxEntries = 200_000

interface TraceEntry {
  name: string
  ph: 'X' | 'C' | 'M' | 'i'
  pid: number
  tid: number
  /** Microseconds since the run's start. */
  ts: number
  dur?: number
  args?: Record<string, unknown>
  cat?: string
  s?: 'p'
}

/**
 * Records a run's updates as a Chrome trace (the JSON that Perfetto and chrome://tracing open): a track for each
 * process with its life and its waits, counters for queues, pipes and CPU.
 */
export class TraceRecorder {
  readonly #entries: TraceEntry[] = []
  #left = 0

  add({ snapshot, events }: RunUpdate): void {
    for (const event of events) this.#addEvent(event)
    const atMs = snapshot.elapsedMs
    for (const channel of snapshot.channels) {
      this.#push(counter(channel.name, atMs, { depth: channel.depth }))
      this.#push(counter(`${channel.name} bytes/s`, atMs, { bytes: channel.bytesPerSecond }))
    }
    for (const { pid, name, cpuPercent } of snapshot.processes) {
      if (cpuPercent !== null) this.#push(counter(`CPU ${name} (${pid})`, atMs, { percent: cpuPercent }))
    }
  }

  /** The whole trace as JSON text. */
  toJson(report: RunReport): string {
    const processes = report.processes.flatMap(processEntries)
    const { id, program, startedAt, outcome } = report.run
    return JSON.stringify({
      traceEvents: [...processes, ...this.#entries],
      displayTimeUnit: 'ms',
      otherData: {
        run: id,
        program,
        startedAt,
        outcome,
        eventsDropped: report.loss.eventsDropped + this.#left,
      },
    })
  }

  #addEvent(event: RunEvent): void {
    switch (event.type) {
      case 'unblocked': {
        const startMs = event.atMs - event.waitedMs
        const name = `waits: ${event.operation} ${event.on}`
        return this.#push({ ...span(event.pid, name, startMs, event.waitedMs), cat: 'wait' })
      }
      case 'process-ready':
        return this.#push({ name: 'ready', ph: 'i', s: 'p', ...place(event.pid, event.atMs) })
      case 'task-lost':
        return this.#push({
          name: `task ${event.task} lost`,
          ph: 'i',
          s: 'p',
          ...place(event.pid, event.atMs),
        })
      default:
        return
    }
  }

  #push(entry: TraceEntry): void {
    if (this.#entries.length < maxEntries) this.#entries.push(entry)
    else this.#left++
  }
}

function processEntries(process: RunReport['processes'][number]): TraceEntry[] {
  const { pid, name, role, parentPid, exitCode, signal, startedAtMs, endedAtMs } = process
  return [
    { name: 'process_name', ph: 'M', ...place(pid, 0), args: { name: `${name} (${role})` } },
    {
      ...span(pid, name, startedAtMs, (endedAtMs ?? startedAtMs) - startedAtMs),
      cat: 'process',
      args: { parentPid, exitCode, signal },
    },
  ]
}

function span(pid: ProcessSnapshot['pid'], name: string, startMs: number, durationMs: number): TraceEntry {
  return { name, ph: 'X', ...place(pid, startMs), dur: toMicroseconds(durationMs) }
}

function counter(name: string, atMs: number, args: Record<string, number>): TraceEntry {
  return { name, ph: 'C', ...place(0, atMs), args }
}

function place(pid: number, atMs: number): { pid: number; tid: number; ts: number } {
  return { pid, tid: pid, ts: toMicroseconds(atMs) }
}

function toMicroseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1000))
}
