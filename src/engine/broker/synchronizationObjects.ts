import type { ReportedLock } from '../../shared/runReport.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { ClientOperation } from '../wire/operations.ts'
import type { LockKind } from '../wire/synchronizationOperations.ts'
import { BarrierMachine } from './barrierMachine.ts'
import { ConditionMachine } from './conditionMachine.ts'
import { EventMachine } from './eventMachine.ts'
import { LockMachine } from './lockMachine.ts'
import type { LockCounters } from './lockMeter.ts'
import type { Command, Machine, Requester } from './machine.ts'
import { SemaphoreMachine } from './semaphoreMachine.ts'
import { MachineObject, type Enders, type SharedObject } from './sharedObjects.ts'

/** What a semaphore can hold at most, as in Python. */
const maxPermits = 2 ** 31 - 1

/** What they need to know of the run. */
interface Surroundings {
  /** A name for people: `Lock-1`, counted per kind. */
  newName(kind: string): string
  /** An object that exists already: a condition's lock. */
  find(object: number): SharedObject | undefined
  now(): number
}

type SynchronizationMachine = Machine<never> & {
  readonly counters: LockCounters
  readonly holders?: number[]
  readonly isSignal?: boolean
}

/** What processes hold or wait for, as the broker routes to it. */
export class LockObject<M extends SynchronizationMachine> extends MachineObject<M> {
  readonly #kind: string

  constructor(id: number, kind: string, name: string, machine: M) {
    super(id, name, machine)
    this.#kind = kind
  }

  lock(): ReportedLock {
    return { id: String(this.id), kind: this.#kind, name: this.name, ...this.machine.counters }
  }

  holders(): number[] {
    return this.machine.holders ?? []
  }

  enders({ client }: Requester): Enders | undefined {
    const holders = this.holders()
    if (holders.length === 0 || this.machine.isSignal) return undefined
    // Who holds it all and waits for it may wait for another's release.
    const mayBeSignal = holders.every((holder) => holder === client)
    return { enders: holders, holding: 'holds', mayBeSignal }
  }
}

export class SharedLock extends LockObject<LockMachine> {
  constructor(id: number, kind: LockKind, name: string, now: () => number) {
    super(id, kind, name, new LockMachine(name, kind === 'rlock', now))
  }

  /** For a condition over it. */
  get lockMachine(): LockMachine {
    return this.machine
  }
}

export class SharedCondition extends LockObject<ConditionMachine> {
  readonly #lock: SharedLock

  constructor(id: number, name: string, lock: SharedLock, now: () => number) {
    super(id, 'condition', name, new ConditionMachine(name, lock.lockMachine, now))
    this.#lock = lock
  }

  override handle(client: number, operation: ClientOperation, items: ItemRun | undefined): Command[] {
    return this.#placed(super.handle(client, operation, items))
  }

  override timeout(requester: Requester): Command[] {
    return this.#placed(super.timeout(requester))
  }

  /** Who comes back for the lock is seen to wait for the lock. */
  #placed(commands: Command[]): Command[] {
    return commands.map((command) =>
      command.type === 'park' && command.operation === 'acquire'
        ? { ...command, at: this.#lock.id }
        : command,
    )
  }
}

/** @returns undefined for what is none of them. */
export function createSynchronizationObject(
  operation: ClientOperation,
  { newName, find, now }: Surroundings,
): SharedObject | undefined {
  switch (operation.op) {
    case 'lock.create': {
      const { object, kind } = operation
      return new SharedLock(object, kind, newName(kind === 'lock' ? 'Lock' : 'RLock'), now)
    }
    case 'semaphore.create': {
      const { object, kind, initial } = operation
      const name = newName(kind === 'semaphore' ? 'Semaphore' : 'BoundedSemaphore')
      const limit = kind === 'semaphore' ? maxPermits : initial
      return new LockObject(object, kind, name, new SemaphoreMachine(name, initial, limit, now))
    }
    case 'condition.create': {
      const lock = find(operation.lock)
      return lock instanceof SharedLock
        ? new SharedCondition(operation.object, newName('Condition'), lock, now)
        : undefined
    }
    case 'event.create':
      return new LockObject(operation.object, 'event', newName('Event'), new EventMachine(now))
    case 'barrier.create': {
      const { object, parties, hasAction } = operation
      const name = newName('Barrier')
      return new LockObject(object, 'barrier', name, new BarrierMachine(name, parties, hasAction, now))
    }
    default:
      return undefined
  }
}
