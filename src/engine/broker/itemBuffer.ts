import type { ItemRun } from '../values/itemRun.ts'
import { joinedBytes, joinRuns } from './joinRuns.ts'

/** What a run and each of its items take beside their bytes, about. */
const runBytes = 1024
const itemBytes = 16
/** Waiting runs that are no more than this together become one. */
const joinedRunBytes = 4096
const joinedRunItems = 1024

/**
 * Items in order, kept as the runs that they came in, so that a burst of a thousand small messages costs the
 * broker a few operations instead of a thousand; small items that came one by one become such runs as they wait.
 * Also keeps the loans: items that an iterating consumer was given ahead and has not yet consumed.
 */
export class ItemBuffer {
  /** Newest last; `#head` is the index of the oldest. */
  #runs: (ItemRun | undefined)[] = []
  #head = 0
  #count = 0
  #bytes = 0
  readonly #loans = new Map<number, ItemBuffer>()
  #loaned = 0

  /** Items that can be taken now. */
  get count(): number {
    return this.#count
  }

  get byteLength(): number {
    return this.#bytes
  }

  /** The memory that the items take that can be taken now: more than their bytes, however small they are. */
  get heldBytes(): number {
    return this.#bytes + this.#count * itemBytes + (this.#runs.length - this.#head) * runBytes
  }

  /** Items that are here or on loan. */
  get depth(): number {
    return this.#count + this.#loaned
  }

  push(run: ItemRun): void {
    this.#append(run)
    this.#joinNewest()
  }

  #append(run: ItemRun): void {
    if (run.count === 0) return
    this.#runs.push(run)
    this.#count += run.count
    this.#bytes += run.byteLength
  }

  /** The newest with the one before, if that is no larger, and so on: an item is copied a few times at most. */
  #joinNewest(): void {
    for (let last = this.#runs.length - 1; last > this.#head; last--) {
      const [before, newest] = [this.#runs[last - 1] as ItemRun, this.#runs[last] as ItemRun]
      if (before.count > newest.count || before.count + newest.count > joinedRunItems) return
      if (before.byteLength + newest.byteLength > joinedRunBytes) return
      this.#runs.splice(last - 1, 2, joinRuns([before, newest]))
    }
  }

  pushFront(run: ItemRun): void {
    if (run.count === 0) return
    if (this.#head > 0) this.#runs[--this.#head] = run
    else this.#runs.unshift(run)
    this.#count += run.count
    this.#bytes += run.byteLength
  }

  /** Takes up to `max` of the oldest items: of one run, or of several small ones. */
  take(max: number): ItemRun | undefined {
    const first = this.#takeOfOldest(max)
    if (!first || first.count === max || first.byteLength > joinedBytes) return first
    const taken = [first]
    let count = first.count
    let bytes = first.byteLength
    while (count < max && bytes + (this.#runs[this.#head]?.byteLength ?? Infinity) <= joinedBytes) {
      const next = this.#takeOfOldest(max - count) as ItemRun
      taken.push(next)
      count += next.count
      bytes += next.byteLength
    }
    return taken.length === 1 ? first : joinRuns(taken)
  }

  #takeOfOldest(max: number): ItemRun | undefined {
    const oldest = this.#runs[this.#head]
    if (!oldest) return undefined
    const [taken, rest] = oldest.count <= max ? [oldest, undefined] : oldest.take(max)
    if (rest) this.#runs[this.#head] = rest
    else this.#advance()
    this.#count -= taken.count
    this.#bytes -= taken.byteLength
    return taken
  }

  /** Notes that `client` has the items on loan. */
  lend(client: number, run: ItemRun): void {
    let loan = this.#loans.get(client)
    if (!loan) this.#loans.set(client, (loan = new ItemBuffer()))
    loan.#append(run)
    this.#loaned += run.count
  }

  /** The oldest of the client's loan are consumed: returns the bytes. */
  consume(client: number, count: number): { count: number; byteLength: number } {
    const loan = this.#loans.get(client)
    const consumed = { count: 0, byteLength: 0 }
    while (loan && consumed.count < count) {
      const run = loan.#takeOfOldest(count - consumed.count)
      if (!run) break
      consumed.count += run.count
      consumed.byteLength += run.byteLength
    }
    this.#loaned -= consumed.count
    return consumed
  }

  /** What the client has not consumed comes back to the front, in order, and is returned. */
  giveBack(client: number): ItemRun[] {
    const loan = this.#loans.get(client)
    if (!loan) return []
    this.#loans.delete(client)
    this.#loaned -= loan.count
    const runs = loan.drain()
    for (const run of runs.toReversed()) this.pushFront(run)
    return runs
  }

  /** Empties the buffer (loans stay) and returns what was in it. */
  drain(): ItemRun[] {
    const runs = this.#runs.slice(this.#head) as ItemRun[]
    this.#runs = []
    this.#head = 0
    this.#count = 0
    this.#bytes = 0
    return runs
  }

  #advance(): void {
    this.#runs[this.#head++] = undefined
    if (this.#head < 64 || this.#head * 2 < this.#runs.length) return
    this.#runs = this.#runs.slice(this.#head)
    this.#head = 0
  }
}
