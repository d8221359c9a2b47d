import type { Wait } from '../../shared/runUpdate.ts'
import type { Requester } from './machine.ts'

export interface PendingWait {
  requester: Requester
  operation: string
  /** What it waits on: an object's or process's identity for people and reports. */
  on: string
  label: string
  /** The shared object's number; undefined: a process's end. */
  object: number | undefined
  /** The process whose end it waits for. */
  process?: number
  sinceMs: number
  isAnnounced: boolean
  timer: NodeJS.Timeout | undefined
}

export interface WaitsListener {
  onTimeout(requester: Requester, object: number | undefined): void
  onBlocked(client: number, wait: PendingWait): void
  onUnblocked(client: number, wait: PendingWait, waitedMs: number): void
}

/** A wait that is shorter than this is not worth an event. */
const announceAfterMs = 20

/** Who waits for what: the run's wait-for graph, and the time-outs of the waits. */
export class Waits {
  readonly #byClient = new Map<number, Map<number, PendingWait>>()
  readonly #listener: WaitsListener
  readonly #now: () => number

  constructor(listener: WaitsListener, now: () => number) {
    this.#listener = listener
    this.#now = now
  }

  park(
    requester: Requester,
    what: Pick<PendingWait, 'operation' | 'on' | 'label' | 'object' | 'process'>,
    timeoutMs: number | undefined,
  ): void {
    let waits = this.#byClient.get(requester.client)
    if (!waits) this.#byClient.set(requester.client, (waits = new Map()))
    // It waits for something else now.
    this.#end(requester.client, waits, waits.get(requester.id))
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => this.#listener.onTimeout(requester, what.object), timeoutMs)
    waits.set(requester.id, { requester, ...what, sinceMs: this.#now(), isAnnounced: false, timer })
  }

  /** `count` requests from `id` on are answered. */
  settle(client: number, id: number, count = 1): void {
    const waits = this.#byClient.get(client)
    if (!waits || waits.size === 0) return
    if (count <= waits.size) {
      for (let index = 0; index < count; index++) this.#end(client, waits, waits.get(id + index))
      return
    }
    for (const wait of [...waits.values()]) {
      if (wait.requester.id >= id && wait.requester.id < id + count) this.#end(client, waits, wait)
    }
  }

  /** Who waits on a shared object. */
  on(object: number): Requester[] {
    return [...this.#byClient.values()].flatMap((waits) =>
      [...waits.values()].filter((wait) => wait.object === object).map(({ requester }) => requester),
    )
  }

  forget(client: number): void {
    for (const wait of this.#byClient.get(client)?.values() ?? []) clearTimeout(wait.timer)
    this.#byClient.delete(client)
  }

  of(client: number): Wait[] {
    const waits = this.#byClient.get(client)
    if (!waits) return []
    // A process may have thousands of puts under way: the oldest few say it all.
    return [...waits.values()]
      .slice(0, 8)
      .map(({ operation, on, label, sinceMs }) => ({ operation, on, label, sinceMs }))
  }

  /** Oldest first. */
  pendingOf(client: number): PendingWait[] {
    return [...(this.#byClient.get(client)?.values() ?? [])]
  }

  /** To be called now and then: waits that have lasted become events. */
  announce(): void {
    const before = this.#now() - announceAfterMs
    for (const [client, waits] of this.#byClient) {
      for (const wait of waits.values()) {
        if (wait.isAnnounced || wait.sinceMs > before) continue
        wait.isAnnounced = true
        this.#listener.onBlocked(client, wait)
      }
    }
  }

  dispose(): void {
    for (const client of [...this.#byClient.keys()]) this.forget(client)
  }

  #end(client: number, waits: Map<number, PendingWait>, wait: PendingWait | undefined): void {
    if (!wait) return
    clearTimeout(wait.timer)
    waits.delete(wait.requester.id)
    if (wait.isAnnounced) this.#listener.onUnblocked(client, wait, this.#now() - wait.sinceMs)
  }
}
