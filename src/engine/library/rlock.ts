import { SharedAcquirable } from './acquirable.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

/**
 * A re-entrant lock between processes: the process that holds it acquires it again at once, and others get it when
 * it has released it as often. Only the process that holds it can release it.
 *
 * **It belongs to the process** (or worker thread), not to one of its asynchronous functions: two of them that run
 * concurrently in one process both get in, also when both had to wait for it. To keep those apart, use a {@link Lock}.
 *
 * The death of a process that holds it is told as for a Lock. It travels and ends as a Lock does.
 */
export class RLock extends SharedAcquirable<'lock'> {
  constructor() {
    super({
      type: 'rlock',
      family: 'lock',
      create: (object) => ({ op: 'lock.create', object, kind: 'rlock' }),
    })
  }

  static {
    registerShared('rlock', (reference) => reviveWith(reference, () => new RLock()))
  }
}
