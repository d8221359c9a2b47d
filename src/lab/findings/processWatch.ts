import type { Finding } from '../../shared/runReport.ts'
import type { ProcessSnapshot, RunSnapshot } from '../../shared/runUpdate.ts'
import { countOf, formatBytes, formatDuration } from '../words.ts'

/** Less than this is not worth a word, whatever the machine has. */
const leastBytes = 1024 ** 3
const muchOfMachine = 0.25
/** A process that has ended is a zombie for a moment, until its parent has heard of it. */
const zombieMs = 1_000
const mostNamed = 8

/** Sees what the samples of the processes tell over the snapshots of a run. */
export class ProcessWatch {
  readonly #memoryBytes: number
  readonly #zombieSince = new Map<number, number>()
  readonly #zombies = new Map<number, Finding>()
  #memory: Finding | undefined

  /** @param memoryBytes - what the machine has. */
  constructor(memoryBytes: number) {
    this.#memoryBytes = memoryBytes
  }

  /** @returns what is to be said of the processes now. */
  observe({ processes, elapsedMs }: RunSnapshot): Finding[] {
    this.#memory ??= this.#copies(processes, elapsedMs)
    for (const process of processes) this.#noteZombie(process, elapsedMs)
    return [...(this.#memory ? [this.#memory] : []), ...this.#zombies.values()]
  }

  #copies(processes: readonly ProcessSnapshot[], atMs: number): Finding | undefined {
    const living = processes.filter(({ phase, rssBytes }) => phase !== 'ended' && rssBytes !== null)
    const others = living
      .filter(({ role }) => role !== 'main' && role !== 'thread')
      .toSorted((a, b) => (b.rssBytes ?? 0) - (a.rssBytes ?? 0))
    const sum = others.reduce((bytes, { rssBytes }) => bytes + (rssBytes ?? 0), 0)
    if (others.length < 2 || sum < Math.max(leastBytes, this.#memoryBytes * muchOfMachine)) return undefined
    const main = living.find(({ role }) => role === 'main')?.rssBytes
    const beside = main ? `, beside ${formatBytes(main)} of the main program` : ''
    return {
      code: 'memory-times-processes',
      severity: 'info',
      message:
        `${countOf(others.length, 'process', 'processes')} hold ${formatBytes(sum)} together, up to ` +
        `${formatBytes(others[0]?.rssBytes ?? 0)} each${beside}: each has its own copy of what it loads. ` +
        'Start fewer, or share what all only read by a SharedArray or between threads.',
      pids: others.slice(0, mostNamed).map(({ pid }) => pid),
      channels: [],
      atMs,
    }
  }

  #noteZombie({ processId, pid, parentPid, name, phase, state }: ProcessSnapshot, atMs: number): void {
    if (phase === 'ended' || state !== 'zombie') {
      this.#zombieSince.delete(processId)
      this.#zombies.delete(processId)
      return
    }
    const since = this.#zombieSince.get(processId) ?? atMs
    this.#zombieSince.set(processId, since)
    if (atMs - since < zombieMs || this.#zombies.has(processId)) return
    this.#zombies.set(processId, {
      code: 'zombie',
      severity: 'info',
      message: `${name} (pid ${pid}) ended ${formatDuration(atMs - since)} ago, and nobody has asked for its exit code: it is a zombie until its parent does.`,
      pids: [pid, parentPid],
      channels: [],
      atMs,
    })
  }
}
