import type { EngineSnapshot } from '../../engine/session/protocol.ts'
import type { ProcessSample } from '../../monitor/processSource.ts'
import type { Finding, Loss, OutputChunk } from '../../shared/runReport.ts'
import type { ProcessSnapshot, Progress, RunEvent, RunPhase, RunSnapshot } from '../../shared/runUpdate.ts'
import { BoundedOutput, NewestItems } from './boundedBuffers.ts'
import { RunSamples } from './processSamples.ts'

/**
 * Everything that is known of one run, and nothing that acts: messages of the session and samples of the
 * monitor go in, snapshots come out. Bounded; what is dropped is counted in the snapshot's `loss`.
 */

const maxEvents = 20_000
const maxOutputBytes = 8 * 1024 * 1024
const maxFindings = 200

export class RunRecord {
  readonly #runId: string
  readonly #samples = new RunSamples()
  readonly #events = new NewestItems<RunEvent>(maxEvents)
  readonly #output = new BoundedOutput(maxOutputBytes, 'oldest')
  readonly #findings = new Map<string, Finding>()
  #liveFindings: readonly Finding[] = []
  #engine: EngineSnapshot = emptySnapshot
  #phase: RunPhase = 'preparing'
  #progress: Progress | null = null

  constructor(runId: string) {
    this.#runId = runId
  }

  get phase(): RunPhase {
    return this.#phase
  }

  /** The newest events, at most 20,000. */
  get events(): readonly RunEvent[] {
    return this.#events.items
  }

  /** The output from the run's beginning, at most 8 MiB. */
  get output(): readonly OutputChunk[] {
    return this.#output.chunks
  }

  get loss(): Loss {
    const { eventsDropped, outputBytesDropped } = this.#engine.loss
    return {
      eventsDropped: eventsDropped + this.#events.dropped,
      outputBytesDropped: outputBytesDropped + this.#output.droppedBytes,
    }
  }

  setPhase(phase: RunPhase): void {
    this.#phase = phase
  }

  setProgress(progress: Progress | null): void {
    this.#progress = progress
  }

  applySnapshot(snapshot: EngineSnapshot): void {
    this.#engine = snapshot
  }

  applyEvents(events: readonly RunEvent[]): void {
    this.#events.push(events)
    for (const event of events)
      if (event.type === 'finding') this.addFinding({ ...event.finding, atMs: event.atMs })
  }

  /** @returns the chunks that are kept. */
  applyOutput(chunks: readonly OutputChunk[]): OutputChunk[] {
    return this.#output.push(chunks)
  }

  applySamples(samples: ReadonlyMap<number, ProcessSample>): void {
    this.#samples.apply(samples, this.livingProcesses())
  }

  /** Whether a process has come that no sample has been taken of. */
  get hasUnsampled(): boolean {
    return this.livingProcesses().some((process) => this.#samples.lacks(process))
  }

  addFinding(finding: Finding): void {
    const key = `${finding.code}\n${finding.message}`
    if (this.#findings.size < maxFindings && !this.#findings.has(key)) this.#findings.set(key, finding)
  }

  /** All that is to be said now of what the run has shown so far; what was said before no longer counts. */
  setLiveFindings(findings: readonly Finding[]): void {
    this.#liveFindings = findings
  }

  livingProcesses(): ProcessSnapshot[] {
    return this.#engine.processes.filter((process) => process.phase !== 'ended')
  }

  process(processId: number): ProcessSnapshot | undefined {
    return this.#engine.processes.find((process) => process.processId === processId)
  }

  snapshot(): RunSnapshot {
    return {
      runId: this.#runId,
      phase: this.#phase,
      elapsedMs: this.#engine.elapsedMs,
      processes: this.#engine.processes.map((process) => this.#samples.mergeInto(process)),
      channels: this.#engine.channels,
      locks: this.#engine.locks,
      pools: this.#engine.pools,
      progress: this.#progress,
      findings: [...this.#findings.values(), ...this.#liveFindings].slice(0, maxFindings),
      eventsTotal: this.#engine.eventsTotal,
      loss: this.loss,
    }
  }
}

const emptySnapshot: EngineSnapshot = {
  elapsedMs: 0,
  processes: [],
  channels: [],
  locks: [],
  pools: [],
  eventsTotal: 0,
  loss: { eventsDropped: 0, outputBytesDropped: 0 },
}
