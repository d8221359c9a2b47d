import type { WireError } from '../../shared/errors.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { Command, Machine, Requester } from './machine.ts'
import { managerClosed, managerDied, managerLate, type ManagerEnd } from './managerErrors.ts'
import { PendingCalls } from './pendingCalls.ts'
import type { WorkerExit } from './poolTypes.ts'

export type ManagerEvent =
  /** Answered when the process serves, or cannot. */
  | ({ type: 'create' } & Requester)
  /** Calls of consecutive ids, one per item. */
  | ({ type: 'call'; items: ItemRun; timeoutMs: number | undefined } & Requester)
  | ({ type: 'shutdown' } & Requester)
  /** Of the manager's process, as the three after it; from others they mean nothing. */
  | { type: 'ready'; client: number }
  | { type: 'failed'; client: number; error: WireError }
  | { type: 'answer'; client: number; caller: number; request: number; items: ItemRun }
  | { type: 'refuse'; client: number; caller: number; request: number; error: WireError }
  | ({ type: 'server-exited' } & WorkerExit)
  | { type: 'start-failed'; error: WireError }
  /** It was told to end and has had its time. */
  | { type: 'grace-over' }
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }
  | { type: 'gone'; client: number }

export type ManagerCommand =
  | Command
  /** The calls go to the manager's process. */
  | { type: 'forward'; caller: number; request: number; items: ItemRun }
  /** The process is told to end; the event `grace-over` comes back after `graceMs`. */
  | { type: 'retire'; graceMs: number }
  | { type: 'kill' }
  /** What was made through the manager can be used no longer. */
  | { type: 'close-members'; error: WireError }

export interface ManagerCounters {
  puts: number
  gets: number
  bytesIn: number
  bytesOut: number
  depth: number
  maxDepth: number
}

/** As in CPython: a manager that is told to end has a second for it. */
const shutdownGraceMs = 1_000

/**
 * A manager: who waits for its start, its answers and its end. The objects are in its own process, the server; calls
 * go there in the order in which they came.
 *
 *   starting ─ ready ─▶ serving ─ shutdown, the creator's end ─▶ closing ─ exit ─▶ ended
 *
 * Invariants: every call is answered exactly once, unless its caller is gone; what the server answers to nobody is
 * dropped; after the end nothing is pending.
 */
export class ManagerMachine implements Machine<ManagerEvent, ManagerCommand> {
  readonly #name: string
  readonly #creator: number
  readonly #server: number
  readonly #pending = new PendingCalls()
  #phase: 'starting' | 'serving' | 'closing' | 'ended' = 'starting'
  #starter: Requester | undefined
  #closers: Requester[] = []
  /** Why calls are refused, from the phase `closing` on. */
  #refusal: WireError | undefined
  /** What nobody caught in the server. */
  #failure: WireError | undefined
  #puts = 0
  #gets = 0
  #bytesIn = 0
  #bytesOut = 0
  #maxDepth = 0

  constructor(name: string, creator: number, server: number) {
    this.#name = name
    this.#creator = creator
    this.#server = server
  }

  get counters(): ManagerCounters {
    return {
      puts: this.#puts,
      gets: this.#gets,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      depth: this.#pending.size,
      maxDepth: this.#maxDepth,
    }
  }

  /** It serves, and there is nothing to do. */
  get isIdle(): boolean {
    return this.#phase === 'serving' && this.#pending.size === 0
  }

  /** Why what belongs to it can be used no longer, if that is so. */
  get refusal(): WireError | undefined {
    return this.#refusal
  }

  handle(event: ManagerEvent): ManagerCommand[] {
    const out: ManagerCommand[] = []
    switch (event.type) {
      case 'create':
        this.#create(event, out)
        break
      case 'call':
        this.#call(event, out)
        break
      case 'shutdown':
        this.#shutdown(event, out)
        break
      case 'ready':
      case 'failed':
      case 'answer':
      case 'refuse':
        this.#fromServer(event, out)
        break
      case 'server-exited':
        this.#serverExited(event, out)
        break
      case 'start-failed':
        this.#failure = event.error
        this.#end(event.error, out)
        break
      case 'grace-over':
        if (this.#phase !== 'ended') out.push({ type: 'kill' })
        break
      case 'timeout':
        this.#timeout(event, out)
        break
      case 'giveBack':
        break
      case 'gone':
        this.#gone(event.client, out)
    }
    return out
  }

  #create({ client, id }: Requester, out: ManagerCommand[]): void {
    this.#starter = { client, id }
    out.push({ type: 'park', client, id, operation: 'start', timeoutMs: undefined })
  }

  #call(event: Extract<ManagerEvent, { type: 'call' }>, out: ManagerCommand[]): void {
    const { client, id, items, timeoutMs } = event
    const { count } = items
    if (this.#refusal) {
      for (let index = 0; index < count; index++)
        out.push({ type: 'error', client, id: id + index, error: this.#refusal })
      out.push({ type: 'drop', items })
      return
    }
    this.#pending.add(client, id, count)
    this.#puts += count
    this.#bytesIn += items.byteLength
    this.#maxDepth = Math.max(this.#maxDepth, this.#pending.size)
    out.push({ type: 'forward', caller: client, request: id, items })
    // One for all: the last is most likely answered last.
    out.push({ type: 'park', client, id: id + count - 1, operation: 'call', timeoutMs })
  }

  #shutdown({ client, id }: Requester, out: ManagerCommand[]): void {
    if (this.#phase === 'ended') {
      out.push({ type: 'done', client, id, count: 1 })
      return
    }
    this.#closers.push({ client, id })
    out.push({ type: 'park', client, id, operation: 'shutdown', timeoutMs: undefined })
    this.#close('shutdown', out)
  }

  #close(end: ManagerEnd, out: ManagerCommand[]): void {
    if (this.#phase === 'closing' || this.#phase === 'ended') return
    this.#phase = 'closing'
    this.#refusal = managerClosed(this.#name, end)
    out.push({ type: 'retire', graceMs: shutdownGraceMs })
    out.push({ type: 'close-members', error: this.#refusal })
  }

  #fromServer(
    event: Extract<ManagerEvent, { type: 'ready' | 'failed' | 'answer' | 'refuse' }>,
    out: ManagerCommand[],
  ): void {
    if (event.client !== this.#server || this.#phase === 'ended') {
      if (event.type === 'answer') out.push({ type: 'drop', items: event.items })
    } else if (event.type === 'ready') this.#ready(out)
    else if (event.type === 'failed') this.#failure = event.error
    else if (event.type === 'answer') this.#answer(event.caller, event.request, event.items, out)
    else if (this.#pending.take(event.caller, event.request)) {
      this.#gets++
      out.push({ type: 'error', client: event.caller, id: event.request, error: event.error })
    }
  }

  #ready(out: ManagerCommand[]): void {
    if (this.#phase === 'starting') this.#phase = 'serving'
    if (this.#starter) out.push({ type: 'done', ...this.#starter, count: 1 })
    this.#starter = undefined
  }

  #answer(client: number, first: number, items: ItemRun, out: ManagerCommand[]): void {
    const awaited = Array.from({ length: items.count }, (_, index) =>
      this.#pending.take(client, first + index),
    )
    if (awaited.every(Boolean)) return this.#tell(client, first, items, out)
    for (const [index, isAwaited] of awaited.entries()) {
      const item = items.slice(index, index + 1)
      if (isAwaited) this.#tell(client, first + index, item, out)
      else out.push({ type: 'drop', items: item })
    }
  }

  #tell(client: number, id: number, items: ItemRun, out: ManagerCommand[]): void {
    this.#gets += items.count
    this.#bytesOut += items.byteLength
    out.push({ type: 'answers', client, id, items })
  }

  #serverExited(exit: WorkerExit, out: ManagerCommand[]): void {
    this.#end(this.#refusal ?? managerDied(this.#name, exit, this.#phase === 'starting', this.#failure), out)
  }

  /** Everybody who still waits is told. */
  #end(error: WireError, out: ManagerCommand[]): void {
    if (this.#phase === 'ended') return
    const wasOpen = this.#refusal === undefined
    this.#phase = 'ended'
    this.#refusal = error
    if (this.#starter) out.push({ type: 'error', ...this.#starter, error })
    this.#starter = undefined
    for (const { client, id } of this.#pending.takeAll()) out.push({ type: 'error', client, id, error })
    for (const closer of this.#closers) out.push({ type: 'done', ...closer, count: 1 })
    this.#closers = []
    if (wasOpen) out.push({ type: 'close-members', error })
  }

  /** The call goes on in the server; its answer will be dropped. */
  #timeout({ client, id }: Requester, out: ManagerCommand[]): void {
    if (this.#pending.take(client, id))
      out.push({ type: 'error', client, id, error: managerLate(this.#name) })
  }

  #gone(client: number, out: ManagerCommand[]): void {
    this.#pending.forget(client)
    this.#closers = this.#closers.filter((closer) => closer.client !== client)
    if (this.#starter?.client === client) this.#starter = undefined
    if (client === this.#creator) this.#close('creator-ended', out)
  }
}
