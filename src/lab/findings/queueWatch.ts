import type { Finding } from '../../shared/runReport.ts'
import type { ChannelSnapshot, RunSnapshot } from '../../shared/runUpdate.ts'
import { countOf, formatDuration, formatNumber } from '../words.ts'

/** How long a queue has to grow until it is said. */
const growthMs = 2_000
const sampleMs = 250
/** A backlog below this comes and goes. */
const leastBacklog = 100
/** Puts that outnumber gets by less may be even tomorrow. */
const leastSurplus = 1.25
const unusedMs = 3_000

const queueKinds: ReadonlySet<string> = new Set(['queue', 'joinable-queue', 'simple-queue', 'pipe'])

interface Sample {
  atMs: number
  puts: number
  gets: number
  depth: number
}

/** Sees queues fill, over the snapshots of a run. */
export class QueueWatch {
  readonly #samples = new Map<string, Sample[]>()
  readonly #filling = new Map<string, Finding>()
  readonly #waitingSince = new Map<string, number>()
  readonly #unused = new Map<string, Finding>()

  /** @returns what is to be said of the queues now. */
  observe(snapshot: RunSnapshot): Finding[] {
    for (const channel of snapshot.channels) {
      if (!queueKinds.has(channel.kind)) continue
      this.#noteGrowth(channel, snapshot.elapsedMs)
      this.#noteUse(channel, snapshot)
    }
    return [...this.#filling.values(), ...this.#unused.values()]
  }

  #noteGrowth({ id, name, puts, gets, depth }: ChannelSnapshot, atMs: number): void {
    const samples = this.#samples.get(id) ?? []
    if (atMs - (samples.at(-1)?.atMs ?? -Infinity) < sampleMs) return
    // Two that are emptied now and then are far from a backlog: it begins anew.
    if (depth < (samples.at(-1)?.depth ?? 0)) samples.length = 0
    samples.push({ atMs, puts, gets, depth })
    while (samples[1] && atMs - samples[1].atMs >= growthMs) samples.shift()
    this.#samples.set(id, samples)
    const finding = fills(name, id, samples)
    if (finding) this.#filling.set(id, { ...finding, atMs: this.#filling.get(id)?.atMs ?? atMs })
  }

  #noteUse({ id, name, gets, depth }: ChannelSnapshot, { elapsedMs, processes }: RunSnapshot): void {
    const isTaken =
      gets > 0 || depth === 0 || processes.some(({ waits }) => waits.some(({ on }) => on === id))
    if (isTaken) {
      // What was said is not so any more.
      this.#unused.delete(id)
      this.#waitingSince.delete(id)
      return
    }
    const since = this.#waitingSince.get(id) ?? elapsedMs
    this.#waitingSince.set(id, since)
    if (elapsedMs - since < unusedMs || this.#unused.has(id)) return
    this.#unused.set(id, {
      code: 'queue-without-consumer',
      severity: 'warning',
      message:
        `${countOf(depth, 'message')} ${depth === 1 ? 'waits' : 'wait'} in ${name}, ` +
        `and for ${formatDuration(elapsedMs - since)} nobody has taken one or waited for one.`,
      pids: [],
      channels: [id],
      atMs: elapsedMs,
    })
  }
}

function fills(name: string, id: string, samples: readonly Sample[]): Finding | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.atMs - first.atMs < growthMs) return undefined
  const seconds = (last.atMs - first.atMs) / 1000
  const putRate = (last.puts - first.puts) / seconds
  const getRate = (last.gets - first.gets) / seconds
  const growth = last.depth - first.depth
  if (getRate === 0 || putRate < getRate * leastSurplus || last.depth < leastBacklog) return undefined
  // Most of the backlog has come in this time, and the rest is not what is left of a burst.
  if (growth < last.depth / 4) return undefined
  return {
    code: 'producer-faster',
    severity: 'warning',
    message:
      `${name} fills faster than it is emptied: ${formatNumber(putRate)} messages per second come in and ` +
      `${formatNumber(getRate)} are taken. ${last.depth.toLocaleString('en-US')} wait after ` +
      `${formatDuration(last.atMs)}; to take them alone needs ${formatDuration((last.depth / getRate) * 1000)} more. ` +
      'Take faster, have more consumers, or give the queue a maxSize, so that who puts has to wait.',
    pids: [],
    channels: [id],
  }
}
