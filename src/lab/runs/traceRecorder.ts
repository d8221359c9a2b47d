import type { RunEvent, RunUpdate } from '../../shared/runUpdate.ts'
import type { RunReport } from '../../shared/runReport.ts'

/** Ten samples a second for hours; what exceeds it is counted in the trace. */
const maxEntries = 200_000

interface Track {
  pid: number
  tid: number
}

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
 * process or thread with its life and its waits, counters for queues, pipes and CPU.
 */
export class TraceRecorder {
  readonly #entries: TraceEntry[] = []
  /** The tracks of threads, by their number in the run. */
  readonly #tids = new Map<number, number>()
  #left = 0

  add({ snapshot, events }: RunUpdate): void {
    for (const process of snapshot.processes) this.#tids.set(process.processId, trackOf(process).tid)
    for (const event of events) this.#addEvent(event)
    const atMs = snapshot.elapsedMs
    for (const channel of snapshot.channels) {
      this.#push(counter(channel.name, atMs, { depth: channel.depth }))
      this.#push(counter(`${channel.name} bytes/s`, atMs, { bytes: channel.bytesPerSecond }))
    }
    for (const process of snapshot.processes) {
      const { name, cpuPercent } = process
      const label = `CPU ${name} (${trackOf(process).tid})`
      if (cpuPercent !== null) this.#push(counter(label, atMs, { percent: cpuPercent }))
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
        return this.#push({ ...span(this.#track(event), name, startMs, event.waitedMs), cat: 'wait' })
      }
      case 'process-ready':
        return this.#push({ name: 'ready', ph: 'i', s: 'p', ...place(this.#track(event), event.atMs) })
      case 'task-lost':
        return this.#push({
          name: `task ${event.task} lost`,
          ph: 'i',
          s: 'p',
          ...place(this.#track(event), event.atMs),
        })
      default:
        return
    }
  }

  #track({ processId, pid }: { processId: number; pid: number }): Track {
    return { pid, tid: this.#tids.get(processId) ?? pid }
  }

  #push(entry: TraceEntry): void {
    if (this.#entries.length < maxEntries) this.#entries.push(entry)
    else this.#left++
  }
}

function processEntries(process: RunReport['processes'][number]): TraceEntry[] {
  const { name, role, parentPid, exitCode, signal, startedAtMs, endedAtMs } = process
  const track = trackOf(process)
  const kind = track.tid === track.pid ? 'process_name' : 'thread_name'
  return [
    { name: kind, ph: 'M', ...place(track, 0), args: { name: `${name} (${role})` } },
    {
      ...span(track, name, startedAtMs, (endedAtMs ?? startedAtMs) - startedAtMs),
      cat: 'process',
      args: { parentPid, exitCode, signal },
    },
  ]
}

/** A thread is a track of its process; where the system has no number for it, it has that of the run. */
function trackOf({ processId, pid, tid, peakRssBytes }: RunReport['processes'][number]): Track {
  return { pid, tid: tid ?? (peakRssBytes === null ? processId : pid) }
}

function span(track: Track, name: string, startMs: number, durationMs: number): TraceEntry {
  return { name, ph: 'X', ...place(track, startMs), dur: toMicroseconds(durationMs) }
}

function counter(name: string, atMs: number, args: Record<string, number>): TraceEntry {
  return { name, ph: 'C', ...place({ pid: 0, tid: 0 }, atMs), args }
}

function place(track: Track, atMs: number): Track & { ts: number } {
  return { ...track, ts: toMicroseconds(atMs) }
}

function toMicroseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1000))
}
