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
}

interface Lane<S extends Send> {
  readonly object: number
  underWay: number
  underWayBytes: number
  /** Oldest first; `head` is the index of the oldest. */
  held: S[]
  head: number
  /** Called once when nothing is under way or held any more. */
  onIdle: (() => void)[]
}

const none: readonly never[] = []

export class SendWindow<S extends Send> {
  readonly #lanes = new Map<number, Lane<S>>()
  /** Most programs send to one object for a while. */
  #newest: Lane<S> | undefined

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
  }

  /** A send is answered. @returns those that go now; they are counted. */
  leave(object: number, bytes: number): readonly S[] {
    const lane = this.#laneOf(object)
    lane.underWay--
    lane.underWayBytes -= bytes
    if (lane.held.length > 0) {
      // Not one by one: what goes together travels in one operation.
      return lane.underWayBytes > windowBytes / 2 ? none : release(lane)
    }
    if (lane.underWay === 0 && lane.onIdle.length > 0) callAll(lane)
    return none
  }

  /** Calls back once every send to the object is answered; at once when none is under way. */
  whenIdle(object: number, callback: () => void): void {
    const lane = this.#laneOf(object)
    if (lane.underWay === 0) callback()
    else lane.onIdle.push(callback)
  }

  /** Gives the order up, for the end: all that was held goes first, then what waited for it. */
  giveUp(go: (send: S) => void): void {
    for (const lane of this.#lanes.values()) {
      for (const send of lane.held.slice(lane.head)) go(send)
      lane.held = []
      callAll(lane)
    }
  }

  #laneOf(object: number): Lane<S> {
    if (this.#newest?.object === object) return this.#newest
    let lane = this.#lanes.get(object)
    if (!lane) {
      lane = { object, underWay: 0, underWayBytes: 0, held: [], head: 0, onIdle: [] }
      this.#lanes.set(object, lane)
    }
    this.#newest = lane
    return lane
  }
}

function release<S extends Send>(lane: Lane<S>): S[] {
  const from = lane.head
  while (lane.head < lane.held.length && lane.underWayBytes < windowBytes) {
    lane.underWay++
    lane.underWayBytes += (lane.held[lane.head++] as S).bytes
  }
  const released = lane.held.slice(from, lane.head)
  if (lane.head === lane.held.length || lane.head > 4_096) {
    lane.held = lane.held.slice(lane.head)
    lane.head = 0
  }
  return released
}

function callAll(lane: Lane<Send>): void {
  const callbacks = lane.onIdle
  lane.onIdle = []
  for (const callback of callbacks) callback()
}
