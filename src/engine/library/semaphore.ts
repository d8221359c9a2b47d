import { MisuseError } from '../errors.ts'
import { toSharedReference } from '../values/item.ts'
import type { SemaphoreKind } from '../wire/synchronizationOperations.ts'
import { SharedAcquirable } from './acquirable.ts'
import { client } from './client.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

const maxInitial = 2 ** 31 - 1

/** Tells the broker, and the processes that receive it, which class of semaphore it is. */
class SemaphoreBase extends SharedAcquirable<'semaphore'> {
  constructor(kind: SemaphoreKind, initial: number) {
    super({
      type: kind,
      family: 'semaphore',
      create: (object) => ({ op: 'semaphore.create', object, kind, initial: checkInitial(initial) }),
    })
  }

  /** How many permits there are now. */
  getValue(): Promise<number> {
    const { id: object } = this[toSharedReference]()
    return client().request((id) => ({ op: 'semaphore.getValue', object, id }))
  }
}

function checkInitial(initial: number): number {
  if (Number.isInteger(initial) && initial >= 0 && initial <= maxInitial) return initial
  throw new MisuseError(
    `A semaphore starts with an integer of permits from 0 to ${maxInitial}, not ${String(initial)}.`,
    { initial },
  )
}

/**
 * A semaphore between processes: `acquire()` takes a permit and waits while there is none, `release()` adds one.
 * First come, first served. Any process may release, also what it has not acquired.
 *
 * A process that dies (a signal, an error, an exit code that is not 0) gives back the permits that it had acquired
 * and not released, so that a limit does not shrink. A process that ends in order keeps them, as in Python; so does
 * everyone once the semaphore has been used to signal, which is when a process releases what it has not acquired.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class Semaphore extends SemaphoreBase {
  /**
   * @param initial - how many permits there are at first.
   * @throws MisuseError when it is not an integer from 0 on.
   */
  constructor(initial = 1) {
    super('semaphore', initial)
  }

  static {
    registerShared('semaphore', (reference) => reviveWith(reference, () => new Semaphore()))
  }
}

/** A {@link Semaphore} that never has more permits than at first: one release too many is a MisuseError. */
export class BoundedSemaphore extends SemaphoreBase {
  /**
   * @param initial - how many permits there are at first and at most.
   * @throws MisuseError when it is not an integer from 0 on.
   */
  constructor(initial = 1) {
    super('bounded-semaphore', initial)
  }

  static {
    registerShared('bounded-semaphore', (reference) => reviveWith(reference, () => new BoundedSemaphore()))
  }
}
