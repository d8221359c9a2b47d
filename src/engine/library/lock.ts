import { SharedAcquirable } from './acquirable.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

/**
 * A lock between processes, and between the concurrent functions of one process: one `acquire()` at a time is
 * granted, in the order in which they came. It is not re-entrant: who acquires it twice waits for itself.
 *
 * Any process may release it. A process that ends while it holds the lock is told to everyone who waits for it,
 * and if nobody does, to the next who acquires it, by an OwnerDiedError; the lock is free after that.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class Lock extends SharedAcquirable<'lock'> {
  constructor() {
    super({
      type: 'lock',
      family: 'lock',
      create: (object) => ({ op: 'lock.create', object, kind: 'lock' }),
    })
  }

  static {
    registerShared('lock', (reference) => reviveWith(reference, () => new Lock()))
  }
}
