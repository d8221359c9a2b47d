/**
 * Bounds what a process has under way to each shared object: a program that puts without awaiting would else fill
 * the memory of the broker, and so of the app, with what nobody has room for. What exceeds the window waits in
 * the process that made it, in order. Per object, so that a full queue holds up nothing else.
 */

/** What may be under way to one object, not answered yet, in bytes. One item may always go. */
export const windowBytes = 16 * 1024 * 1024

export interface Send {
  object: number
  bytes: number
  /** The ends of pipes inside the item. */
  carries?: readonly number[] | undefined
}

interface Lane<S extends Send> {
  readonly object: number
  underWay: number
  underWayBytes: number
  /** Oldest first; `head` is the index of the oldest. */
  held: S[]
  head: number
}

/** Something that comes after sends. */
interface Sequel {
  object: number
  go(): void
}

const none: readonly never[] = []

export class SendWindow<S extends Send> {
  /** Those in use, and the newest. */
  readonly #lanes = new Map<number, Lane<S>>()
  /** Most programs send to one object for a while. */
  #newest: Lane<S> | undefined
  /** In how many held items a shared object is. */
  readonly #carried = new Map<number, number>()
  #sequels: Sequel[] = []

  /** How many objects something is kept for. */
  get laneCount(): number {
    return this.#lanes.size
  }

  /** @returns whether a send goes now; it is counted then. Else it is to be held. */
  enter(object: number, bytes: number): boolean {
    const lane = this.#laneOf(object)
    if (lane.held.length > 0 || lane.underWayBytes >= windowBytes) return false
    lane.underWay++
    lane.underWayBytes += bytes
    return true
  }

  hold(send: S): void {
    this.#laneOf(send.object).held.push(send)
    for (const id of send.carries ?? none) this.#carried.set(id, (this.#carried.get(id) ?? 0) + 1)
  }

  /** The caller has given the send up. @returns whether it was held until now. */
  cancel(send: S): boolean {
    const lane = this.#find(send.object)
    const index = lane?.held.indexOf(send, lane.head) ?? -1
    if (!lane || index < 0) return false
    lane.held.splice(index, 1)
    tidy(lane)
    this.#carryNoMore(send)
    this.#goOn()
    return true
  }

  /** A send is answered. `go` is given those that go now; they are counted. */
  leave(object: number, bytes: number, go: (send: S) => void): void {
    const lane = this.#find(object)
    if (!lane) return
    lane.underWay--
    lane.underWayBytes -= bytes
    // Not one by one: what goes together travels in one operation.
    if (lane.held.length > 0 && lane.underWayBytes <= windowBytes / 2) {
      for (const send of release(lane)) {
        this.#carryNoMore(send)
        go(send)
      }
    }
    if (lane !== this.#newest) this.#prune(lane)
    this.#goOn()
  }

  /**
   * Calls back once every send to the object is answered and no held item carries it: closing it takes nothing
   * along that was sent before. At once when that is so already.
   */
  whenIdle(object: number, go: () => void): void {
    if (this.#isIdle(object)) go()
    else this.#sequels.push({ object, go })
  }

  /**
   * Gives the order up, for the end: all that was held goes first, then what waited for it.
   * @returns lets what waited go.
   */
  giveUp(go: (send: S) => void): () => void {
    for (const lane of this.#lanes.values()) {
      for (const send of lane.held.slice(lane.head)) go(send)
      lane.held = []
      lane.head = 0
    }
    this.#carried.clear()
    return () => {
      const sequels = this.#sequels
      this.#sequels = []
      for (const sequel of sequels) sequel.go()
    }
  }

  #isIdle(object: number): boolean {
    return (this.#find(object)?.underWay ?? 0) === 0 && !this.#carried.has(object)
  }

  #goOn(): void {
    if (this.#sequels.length === 0) return
    const ready = this.#sequels.filter(({ object }) => this.#isIdle(object))
    if (ready.length === 0) return
    this.#sequels = this.#sequels.filter((sequel) => !ready.includes(sequel))
    for (const { go } of ready) go()
  }

  #carryNoMore({ carries }: S): void {
    for (const id of carries ?? none) {
      const count = (this.#carried.get(id) ?? 0) - 1
      if (count > 0) this.#carried.set(id, count)
      else this.#carried.delete(id)
    }
  }

  #find(object: number): Lane<S> | undefined {
    return this.#newest?.object === object ? this.#newest : this.#lanes.get(object)
  }

  #laneOf(object: number): Lane<S> {
    const newest = this.#newest
    if (newest?.object === object) return newest
    if (newest) this.#prune(newest)
    let lane = this.#lanes.get(object)
    if (!lane) {
      lane = { object, underWay: 0, underWayBytes: 0, held: [], head: 0 }
      this.#lanes.set(object, lane)
    }
    this.#newest = lane
    return lane
  }

  #prune({ object, underWay, held }: Lane<S>): void {
    if (underWay === 0 && held.length === 0) this.#lanes.delete(object)
  }
}

function release<S extends Send>(lane: Lane<S>): S[] {
  const from = lane.head
  while (lane.head < lane.held.length && lane.underWayBytes < windowBytes) {
    lane.underWay++
    lane.underWayBytes += (lane.held[lane.head++] as S).bytes
  }
  const released = lane.held.slice(from, lane.head)
  tidy(lane)
  return released
}

function tidy(lane: Lane<Send>): void {
  if (lane.head < lane.held.length && lane.head <= 4_096) return
  lane.held = lane.held.slice(lane.head)
  lane.head = 0
}
