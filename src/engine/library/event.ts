import { toSharedReference, type SharedReference } from '../values/item.ts'
import { client } from './client.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'
import { wireTimeout } from './timeouts.ts'

/**
 * A flag between processes, not set at first. Everyone who waits when it is set goes on, also if it is cleared right
 * after.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class Event {
  readonly #object: number

  constructor() {
    const known = takeRevived()
    this.#object = known?.id ?? client().newObject()
    if (!known) client().post({ op: 'event.create', object: this.#object })
  }

  /** Sets it, which ends every wait. */
  set(): Promise<void> {
    return client().request((id) => ({ op: 'event.set', object: this.#object, id }))
  }

  clear(): Promise<void> {
    return client().request((id) => ({ op: 'event.clear', object: this.#object, id }))
  }

  isSet(): Promise<boolean> {
    return client().request((id) => ({ op: 'event.isSet', object: this.#object, id }))
  }

  /**
   * Waits until it is set.
   * @param timeoutMs - how long to wait, in ms. Default: for ever. 0: not at all.
   * @returns whether it was set in time.
   * @throws MisuseError when the time-out is not a number.
   */
  async wait(timeoutMs?: number): Promise<boolean> {
    const limitMs = wireTimeout(timeoutMs)
    return client().request((id) => ({ op: 'event.wait', object: this.#object, id, timeoutMs: limitMs }))
  }

  [toSharedReference](): SharedReference {
    return { type: 'event', id: this.#object }
  }

  static {
    registerShared('event', (reference) => reviveWith(reference, () => new Event()))
  }
}
