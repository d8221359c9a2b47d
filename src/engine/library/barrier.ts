import { MisuseError } from '../errors.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import type { BarrierPass } from '../wire/synchronizationOperations.ts'
import { describeThrown } from '../worker/thrown.ts'
import { client } from './client.ts'
import { exportedName, findExport } from './program.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'
import { wireTimeout } from './timeouts.ts'

export interface BarrierOptions {
  /**
   * An exported function that is run once each time all have arrived, in the process that arrives last and before
   * anyone is let go.
   */
  action?: () => unknown
  /** For waits that do not say it, in ms. Default: for ever. */
  timeoutMs?: number
}

/**
 * A barrier between processes: so many waits as it has parties are let go together. It can be used again at once.
 *
 * It breaks when a wait's time is over, a process ends while it waits, the action fails, or somebody aborts it.
 * Everyone who waits gets a BrokenBarrierError that says why then, and everyone who comes until it is reset. A
 * time-out counts also while the action runs.
 *
 * It travels as an argument and inside messages. Nobody needs to dispose of it; it ends with the run.
 */
export class Barrier {
  readonly #object: number
  /** How many waits it takes. */
  readonly parties: number
  readonly #timeoutMs: number | undefined
  /** Its exported name. */
  readonly #action: string | null

  /**
   * @param parties - how many waits are let go together.
   * @throws MisuseError when it is not an integer from 1 on; NotExportedError for the action.
   */
  constructor(parties: number, { action, timeoutMs }: BarrierOptions = {}) {
    const known = takeRevived()
    if (known) {
      this.#object = known.id
      this.parties = Number(known['parties'])
      this.#timeoutMs = (known['timeoutMs'] as number | null) ?? undefined
      this.#action = known['action'] as string | null
      return
    }
    if (!Number.isSafeInteger(parties) || parties < 1)
      throw new MisuseError(`A Barrier has an integer of parties from 1 on, not ${String(parties)}.`)
    if (action !== undefined && typeof action !== 'function')
      throw new MisuseError(`A Barrier's action is a function, not ${typeof action}.`)
    this.parties = parties
    this.#timeoutMs = wireTimeout(timeoutMs)
    this.#action = action ? exportedName(action, 'the action of a Barrier') : null
    this.#object = client().newObject()
    const hasAction = this.#action !== null
    client().post({ op: 'barrier.create', object: this.#object, parties, hasAction })
  }

  /**
   * Waits until all parties have arrived and the action has run.
   * @param timeoutMs - how long to wait, in ms. Default: as the barrier was made with. 0: breaks it unless this is
   *   the last to arrive.
   * @returns which it was to arrive: a different one from 0 to `parties` - 1 for each.
   * @throws BrokenBarrierError, whose `facts.reason` is `timeout`, `death`, `action`, `abort` or `reset`; what the
   *   action throws, in the process that ran it; MisuseError.
   */
  async wait(timeoutMs?: number): Promise<number> {
    const limitMs = timeoutMs === undefined ? this.#timeoutMs : wireTimeout(timeoutMs)
    const { index, generation } = await client().request<BarrierPass>((id) => ({
      op: 'barrier.wait',
      object: this.#object,
      id,
      timeoutMs: limitMs,
    }))
    if (generation !== undefined) await this.#act(generation)
    return index
  }

  /** Makes it usable again. Who waits gets a BrokenBarrierError. */
  reset(): Promise<void> {
    return client().request((id) => ({ op: 'barrier.reset', object: this.#object, id }))
  }

  /** Breaks it. */
  abort(): Promise<void> {
    return client().request((id) => ({ op: 'barrier.abort', object: this.#object, id }))
  }

  /** How many wait now. */
  waiting(): Promise<number> {
    return client().request((id) => ({ op: 'barrier.waiting', object: this.#object, id }))
  }

  isBroken(): Promise<boolean> {
    return client().request((id) => ({ op: 'barrier.isBroken', object: this.#object, id }))
  }

  async #act(generation: number): Promise<void> {
    try {
      await (findExport(this.#action as string) as () => unknown)()
    } catch (error) {
      // What the action says comes first.
      await this.#tellActed(generation, error).catch(() => {})
      throw error
    }
    await this.#tellActed(generation)
  }

  #tellActed(generation: number, ...failure: [error?: unknown]): Promise<void> {
    const error = failure.length > 0 ? describeThrown(failure[0]) : null
    return client().request((id) => ({ op: 'barrier.acted', object: this.#object, id, generation, error }))
  }

  [toSharedReference](): SharedReference {
    const { parties } = this
    const facts = { parties, timeoutMs: this.#timeoutMs ?? null, action: this.#action }
    return { type: 'barrier', id: this.#object, ...facts }
  }

  static {
    registerShared('barrier', (reference) => reviveWith(reference, () => new Barrier(1)))
  }
}
