import type { ReportedChannel, ReportedLock } from '../../shared/runReport.ts'
import type { SharedReference } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { ClientOperation, QueueKind } from '../wire/operations.ts'
import type { Command, Machine, ProcessEnd, Requester } from './machine.ts'
import { PipeMachine, type EndIndex, type PipeEvent } from './pipeMachine.ts'
import { QueueMachine } from './queueMachine.ts'

/** A shared object as the broker routes to it: operations become the machine's events. */
export interface SharedObject {
  readonly id: number
  readonly name: string
  handle(client: number, operation: ClientOperation, items: ItemRun | undefined): Command[]
  timeout(requester: Requester): Command[]
  /** What the process has on loan comes back. */
  giveBack(client: number): Command[]
  /** The process ends in order: what it has said counts. */
  leaving?(client: number): void
  /** The process has ended. */
  gone(client: number, end: ProcessEnd): Command[]
  /** It can be used no longer: what it holds is dropped. */
  discard?(): Command[]
  /** For what carries items or data. @param pidOf - 0 for a process that has ended; `knownPidOf` knows them all. */
  channel?(pidOf: PidOf, knownPidOf: PidOf): ReportedChannel
  /** For what processes hold or wait for. */
  lock?(): ReportedLock
  /** The processes that hold it now, each once. */
  holders?(): number[]
  /** Who could end a wait on it; undefined: any process that knows it. */
  enders?(waiter: Requester): Enders | undefined
}

type PidOf = (client: number) => number

export interface Enders {
  enders: number[]
  /** What they have to do with the object. */
  holding: string
  /** It may be meant as a signal: then any process that knows it could end the wait. */
  mayBeSignal?: boolean
}

/** Strips the wire's prefix: `queue.put` → `put`. */
type EventOf<O extends ClientOperation['op']> = O extends `${string}.${infer Name}` ? Name : never

function eventName(op: ClientOperation['op']): EventOf<ClientOperation['op']> {
  return op.slice(op.indexOf('.') + 1) as EventOf<ClientOperation['op']>
}

/** The events that every shared object's machine has; its own are its operations without the wire's prefix. */
export type CommonEvent =
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }
  | { type: 'gone'; client: number }

/** A shared object that is one machine: `lock.acquire` of a process is the machine's event `acquire`. */
export class MachineObject<M extends Machine<never>> implements SharedObject {
  readonly id: number
  readonly name: string
  protected readonly machine: M

  constructor(id: number, name: string, machine: M) {
    this.id = id
    this.name = name
    this.machine = machine
  }

  handle(client: number, operation: ClientOperation, items: ItemRun | undefined): Command[] {
    return this.#handle({ ...operation, type: eventName(operation.op), client, items })
  }

  timeout(requester: Requester): Command[] {
    return this.#handle({ type: 'timeout', ...requester })
  }

  giveBack(client: number): Command[] {
    return this.#handle({ type: 'giveBack', client })
  }

  gone(client: number, end: ProcessEnd): Command[] {
    return this.#handle({ type: 'gone', client, end })
  }

  #handle(event: object): Command[] {
    return this.machine.handle(event as never)
  }
}

export class SharedQueue extends MachineObject<QueueMachine> {
  readonly #kind: QueueKind

  constructor(id: number, kind: QueueKind, name: string, maxSize: number) {
    super(id, name, new QueueMachine(name, maxSize))
    this.#kind = kind
  }

  leaving(client: number): void {
    this.machine.handle({ type: 'leaving', client })
  }

  discard(): Command[] {
    return this.machine.handle({ type: 'discard' })
  }

  channel(): ReportedChannel {
    return { id: String(this.id), kind: this.#kind, name: this.name, ...this.machine.counters, openEnds: [] }
  }
}

export class SharedPipe implements SharedObject {
  readonly id: number
  readonly name: string
  readonly #machine: PipeMachine

  constructor(id: number, name: string, isDuplex: boolean, creator: number) {
    this.id = id
    this.name = name
    this.#machine = new PipeMachine(name, isDuplex, creator)
  }

  handle(client: number, operation: ClientOperation, items: ItemRun | undefined): Command[] {
    const end = this.#endOf((operation as { object: number }).object)
    const event = { ...operation, type: eventName(operation.op), client, items, end }
    return this.#machine.handle(event as unknown as PipeEvent)
  }

  /** An end of this pipe was found in an item that was sent. */
  endSent(object: number): Command[] {
    return this.#machine.handle({ type: 'sent', end: this.#endOf(object) })
  }

  endArrived(object: number, client: number | undefined): Command[] {
    return this.#machine.handle({ type: 'arrived', end: this.#endOf(object), client })
  }

  endReturned(object: number, client: number): Command[] {
    return this.#machine.handle({ type: 'returned', end: this.#endOf(object), client })
  }

  timeout(requester: Requester): Command[] {
    return this.#machine.handle({ type: 'timeout', ...requester })
  }

  giveBack(client: number): Command[] {
    return ([0, 1] as const).flatMap((end) => this.#machine.handle({ type: 'giveBack', end, client }))
  }

  leaving(client: number): void {
    this.#machine.handle({ type: 'leaving', client })
  }

  gone(client: number): Command[] {
    return this.#machine.handle({ type: 'gone', client })
  }

  enders(waiter: Requester): Enders | undefined {
    const enders = this.#machine.holdersWaitedFor(waiter)
    return enders && { enders, holding: 'holds the other end of' }
  }

  channel(pidOf: (client: number) => number): ReportedChannel {
    const holders = new Set([...this.#machine.holders(0), ...this.#machine.holders(1)])
    const openEnds = [...holders].map(pidOf).filter((pid) => pid > 0)
    return { id: String(this.id), kind: 'pipe', name: this.name, ...this.#machine.counters, openEnds }
  }

  #endOf(object: number): EndIndex {
    return object === this.id ? 0 : 1
  }
}

/** The numbers of the shared objects that travel in the items, those too that come along with others: locks. */
export function* numbersIn(items: ItemRun): Generator<number> {
  for (const reference of items.references?.flat() ?? []) {
    if (!reference) continue
    yield reference.id
    const lock = reference['lock'] as SharedReference | undefined
    if (lock) yield lock.id
  }
}

/** The ends of pipes that travel in the items, with the numbers by which they are meant. */
export function* endsIn(
  items: ItemRun,
  find: (number: number) => SharedObject | undefined,
): Generator<[SharedPipe, number]> {
  for (const number of numbersIn(items)) {
    const object = find(number)
    if (object instanceof SharedPipe) yield [object, number]
  }
}
