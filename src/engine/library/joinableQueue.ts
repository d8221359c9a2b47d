import { toSharedReference } from '../values/item.ts'
import { client } from './client.ts'
import { Queue, queueKind } from './queue.ts'
import { registerShared, reviveWith } from './sharedReferences.ts'

/**
 * A queue that knows when the work on all of its items is done: who has got an item and is ready with it calls
 * `taskDone()`, and `join()` waits for the last of them. Otherwise as {@link Queue}.
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  /** @internal */
  override get [queueKind](): 'joinable-queue' {
    return 'joinable-queue'
  }

  /**
   * One item that was got is done with; any process may tell.
   * @throws MisuseError when more items would be done than were put.
   */
  taskDone(): Promise<void> {
    const { id: object } = this[toSharedReference]()
    return client().request((id) => ({ op: 'queue.taskDone', object, id }))
  }

  /**
   * Resolves when every item that was put is done with; at once when none was. What this process has put without
   * awaiting counts. A consumer that ends before its `taskDone()` keeps it waiting.
   */
  join(): Promise<void> {
    const { id: object } = this[toSharedReference]()
    return client().requestAfterSends(object, (id) => ({ op: 'queue.join', object, id }), false)
  }

  static {
    registerShared('joinable-queue', (reference) => reviveWith(reference, () => new JoinableQueue()))
  }
}
