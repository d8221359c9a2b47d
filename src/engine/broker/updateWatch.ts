import { eachAccess } from '../memory/accessRecords.ts'

export interface LostUpdates {
  count: number
  /** The processes that wrote over what they had not seen; the first few. */
  by: ReadonlySet<number>
}

/** Elements whose readers are known at a time. */
const mostElements = 1_024
/** Of a longer range a program rewrites more than it has read, or the other way round: nothing is concluded. */
const longestRange = 1_024
const mostNamed = 8

/**
 * Notices lost updates of shared memory: a process gets an element and sets it later, and another has set it in
 * between, so that what that one wrote is gone without having been seen. What adds in one step loses nothing.
 *
 * It knows who has read which element since it was written by whom, for a bounded number of elements; when there are
 * more it begins anew, and so may miss some, but never tells one that was none.
 */
export class UpdateWatch {
  /** By element: who has read it, and whether another has written it since. */
  readonly #readers = new Map<number, Map<number, boolean>>()
  readonly #by = new Set<number>()
  #count = 0
  /** Who has used it so far; one alone loses nothing. */
  #first: number | undefined
  #isShared = false

  get lost(): LostUpdates | undefined {
    return this.#count > 0 ? { count: this.#count, by: this.#by } : undefined
  }

  accessed(client: number, payload: Buffer): void {
    this.#note(client)
    eachAccess(payload, (kind, index) => {
      if (kind === 'get') return this.#get(client, index)
      if (kind === 'set') return void (this.#set(client, index) && this.#lose(client))
      this.#overtake(client, index)
      // It is told what is there now.
      this.#get(client, index)
    })
  }

  read(client: number, from: number, to: number): void {
    this.#note(client)
    if (to - from > longestRange) return
    for (let index = from; index < to; index++) this.#get(client, index)
  }

  /** One update, however many elements are lost by it. */
  written(client: number, from: number, to: number): void {
    this.#note(client)
    if (to - from > longestRange) return this.#readers.clear()
    let isLost = false
    for (let index = from; index < to; index++) isLost = this.#set(client, index) || isLost
    if (isLost) this.#lose(client)
  }

  forget(client: number): void {
    for (const [index, readers] of this.#readers)
      if (readers.delete(client) && readers.size === 0) this.#readers.delete(index)
  }

  #note(client: number): void {
    this.#first ??= client
    if (client !== this.#first) this.#isShared = true
  }

  #get(client: number, index: number): void {
    const readers = this.#readers.get(index)
    if (readers) return void readers.set(client, false)
    if (this.#readers.size >= mostElements) this.#readers.clear()
    this.#readers.set(index, new Map([[client, false]]))
  }

  /** @returns whether another's update is lost by it. */
  #set(client: number, index: number): boolean {
    if (!this.#isShared) return false
    const isLost = this.#readers.get(index)?.get(client) === true
    this.#overtake(client, index)
    return isLost
  }

  /** What others have read is old now; what this one has is known to it. */
  #overtake(client: number, index: number): void {
    const readers = this.#readers.get(index)
    if (!readers) return
    readers.delete(client)
    for (const other of readers.keys()) readers.set(other, true)
    if (readers.size === 0) this.#readers.delete(index)
  }

  #lose(client: number): void {
    this.#count++
    if (this.#by.size < mostNamed) this.#by.add(client)
  }
}
