import type { ItemRun } from '../values/itemRun.ts'
import { ItemBuffer } from './itemBuffer.ts'
import type { Command, Machine, Requester } from './machine.ts'
import { Parked } from './parked.ts'

/** 0 is the first connection that `Pipe()` returns, 1 the second. */
export type EndIndex = 0 | 1

export type PipeEvent =
  | ({ type: 'send'; end: EndIndex; items: ItemRun } & Requester)
  | ({ type: 'recv'; end: EndIndex; timeoutMs: number | undefined } & Requester)
  | ({ type: 'borrow'; end: EndIndex; max: number } & Requester)
  | { type: 'consumed'; end: EndIndex; client: number; count: number }
  /** The process iterates no more: its loan comes back, what it has asked for ahead is answered by nothing. */
  | { type: 'giveBack'; end: EndIndex; client: number }
  | ({ type: 'poll'; end: EndIndex; timeoutMs: number | undefined } & Requester)
  | ({ type: 'close'; end: EndIndex } & Requester)
  /** The end travels inside a message or an argument: it stays open although nobody holds it yet. */
  | { type: 'sent'; end: EndIndex }
  /** The travelling end has arrived (`client`), or its message was dropped (`client` undefined). */
  | { type: 'arrived'; end: EndIndex; client: number | undefined }
  /** The message that brought the end to the process was only lent and travels again. */
  | { type: 'returned'; end: EndIndex; client: number }
  | ({ type: 'timeout' } & Requester)
  /** The process ends in order: what it has sent, and still waits for room, counts as sent. */
  | { type: 'leaving'; client: number }
  | { type: 'gone'; client: number }

interface Sender extends Requester {
  items: ItemRun
  /** Its process waits for no answer: neither its end nor a close takes the message back. */
  hasLeft?: boolean
}
interface Receiver extends Requester {
  loan: number
}

/** One direction is what one end reads. */
interface End {
  /** What the other end has sent to this one. */
  readonly incoming: ItemBuffer
  /** Sends of the other end that wait for room. */
  readonly senders: Parked<Sender>
  readonly receivers: Parked<Receiver>
  readonly pollers: Parked<Requester>
  /** How many connections each process has to this end. */
  readonly holders: Map<number, number>
  inFlight: number
}

/** A pipe makes its sender wait when it holds this much that was not received. */
export const pipeLimitBytes = 16 * 1024 * 1024

/**
 * A pipe: two ends, each open as long as a process holds it or it travels to one. Message boundaries are
 * kept. A reader sees the end of file when nobody holds the other end and everything is drained; a sender
 * gets a broken pipe as soon as nobody holds the other end.
 */
export class PipeMachine implements Machine<PipeEvent> {
  readonly isDuplex: boolean
  readonly #name: string
  readonly #ends: readonly [End, End]
  #puts = 0
  #gets = 0
  #bytesIn = 0
  #bytesOut = 0
  #maxDepth = 0

  constructor(name: string, isDuplex: boolean, creator: number) {
    this.#name = name
    this.isDuplex = isDuplex
    this.#ends = [newEnd(creator), newEnd(creator)]
  }

  get counters(): {
    puts: number
    gets: number
    bytesIn: number
    bytesOut: number
    depth: number
    maxDepth: number
  } {
    return {
      puts: this.#puts,
      gets: this.#gets,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      depth: this.#depth,
      maxDepth: this.#maxDepth,
    }
  }

  /** The processes that hold an end. */
  holders(end: EndIndex): number[] {
    return [...this.#ends[end].holders.keys()]
  }

  /** Who could end this wait: those who hold the end that has to act. Undefined while that end travels. */
  holdersWaitedFor({ client, id }: Requester): number[] | undefined {
    const isWaiter = (request: Requester): boolean => request.client === client && request.id === id
    const [first, second] = this.#ends
    const reads = ({ receivers, pollers }: End): boolean =>
      [...receivers].some(isWaiter) || [...pollers].some(isWaiter)
    const sendsInto = ({ senders }: End): boolean => [...senders].some(isWaiter)
    const acting = reads(second) || sendsInto(first) ? first : second
    return acting.inFlight > 0 ? undefined : [...acting.holders.keys()]
  }

  get #depth(): number {
    return this.#ends[0].incoming.depth + this.#ends[1].incoming.depth
  }

  handle(event: PipeEvent): Command[] {
    const out: Command[] = []
    if (isUse(event) && !this.#ends[event.end].holders.has(event.client)) return this.#refuse(event)
    switch (event.type) {
      case 'send':
        this.#send(event, out)
        break
      case 'recv':
        this.#receive(event.end, { client: event.client, id: event.id, loan: 0 }, event.timeoutMs, out)
        break
      case 'borrow':
        this.#receive(
          event.end,
          { client: event.client, id: event.id, loan: Math.max(1, event.max) },
          undefined,
          out,
        )
        break
      case 'poll':
        this.#poll(event, out)
        break
      case 'consumed': {
        const consumed = this.#ends[event.end].incoming.consume(event.client, event.count)
        this.#countGets(consumed.count, consumed.byteLength)
        this.#serve(event.end, out)
        break
      }
      case 'giveBack':
        this.#giveBack(event.end, event.client, out)
        this.#serve(event.end, out)
        break
      case 'close':
        this.#release(event.end, event.client, out)
        out.push({ type: 'done', client: event.client, id: event.id, count: 1 })
        break
      case 'sent':
        this.#ends[event.end].inFlight++
        break
      case 'arrived':
        this.#arrived(event.end, event.client, out)
        break
      case 'returned':
        this.#ends[event.end].inFlight++
        this.#letGo(event.end, event.client)
        break
      case 'timeout':
        this.#timeout(event, out)
        break
      case 'leaving':
        for (const { senders } of this.#ends)
          for (const sender of senders) sender.hasLeft ||= sender.client === event.client
        break
      case 'gone':
        this.#gone(event.client, out)
    }
    return out
  }

  /** The process does not hold the end any more: an answer would never come, or would be another's. */
  #refuse(event: Use): Command[] {
    const { client, id } = event
    const message = `This end of ${this.#name} is closed in the process that used it (${event.type}).`
    const fail = (offset: number): Command => ({
      type: 'fail',
      client,
      id: id + offset,
      code: 'closed',
      message,
    })
    if (event.type !== 'send') return [fail(0)]
    const { items } = event
    return [...Array.from({ length: items.count }, (_, offset) => fail(offset)), { type: 'drop', items }]
  }

  #send({ end, client, id, items }: Sender & { end: EndIndex }, out: Command[]): void {
    const peer = other(end)
    const target = this.#ends[peer]
    if (!isOpen(target)) {
      this.#failSends({ client, id, items }, out)
    } else if (target.senders.size === 0 && target.incoming.heldBytes < pipeLimitBytes) {
      this.#accept(peer, { client, id, items }, out)
      this.#serve(peer, out)
    } else {
      target.senders.add({ client, id, items })
      out.push({ type: 'park', client, id, operation: 'send', timeoutMs: undefined })
    }
  }

  #accept(end: EndIndex, { client, id, items }: Sender, out: Command[]): void {
    const { incoming, receivers } = this.#ends[end]
    // What must wait must not keep the whole frame that it came in.
    incoming.push(receivers.size > 0 ? items : items.compact())
    this.#puts += items.count
    this.#bytesIn += items.byteLength
    this.#maxDepth = Math.max(this.#maxDepth, this.#depth)
    out.push({ type: 'done', client, id, count: items.count })
  }

  #receive(index: EndIndex, receiver: Receiver, timeoutMs: number | undefined, out: Command[]): void {
    const end = this.#ends[index]
    end.receivers.add(receiver)
    this.#serve(index, out)
    // Receivers are served in order: if any is left, the newest is.
    if (end.receivers.size === 0) return
    if (timeoutMs === 0) this.#timeout(receiver, out)
    else out.push({ type: 'park', client: receiver.client, id: receiver.id, operation: 'recv', timeoutMs })
  }

  #poll({ end: index, client, id, timeoutMs }: Extract<PipeEvent, { type: 'poll' }>, out: Command[]): void {
    const end = this.#ends[index]
    const isReady = end.incoming.count > 0 || !isOpen(this.#ends[other(index)])
    if (isReady || timeoutMs === 0) {
      out.push({ type: 'value', client, id, value: isReady })
    } else {
      end.pollers.add({ client, id })
      out.push({ type: 'park', client, id, operation: 'poll', timeoutMs })
    }
  }

  /** Moves what can move towards one end. */
  #serve(index: EndIndex, out: Command[]): void {
    const end = this.#ends[index]
    for (;;) {
      while (end.receivers.size > 0 && end.incoming.count > 0)
        this.#deliver(end, end.receivers.shift() as Receiver, out)
      if (end.senders.size === 0 || end.incoming.heldBytes >= pipeLimitBytes) break
      this.#accept(index, end.senders.shift() as Sender, out)
    }
    const isAtEnd = !isOpen(this.#ends[other(index)])
    if (end.incoming.count > 0 || isAtEnd) {
      for (const { client, id } of end.pollers.removeAll())
        out.push({ type: 'value', client, id, value: true })
    }
    if (end.incoming.count === 0 && end.senders.size === 0 && isAtEnd) {
      for (const { client, id } of end.receivers.removeAll()) {
        const message = `${this.#name} is at its end: no process holds the other end any more.`
        out.push({ type: 'fail', client, id, code: 'end-of-file', message })
      }
    }
  }

  #deliver(end: End, receiver: Receiver, out: Command[]): void {
    const items = end.incoming.take(receiver.loan || 1) as ItemRun
    if (receiver.loan > 0) end.incoming.lend(receiver.client, items)
    else this.#countGets(items.count, items.byteLength)
    out.push({ type: 'items', client: receiver.client, id: receiver.id, items })
  }

  #giveBack(index: EndIndex, client: number, out: Command[]): void {
    const { receivers, incoming } = this.#ends[index]
    for (const { id } of receivers.remove((receiver) => receiver.client === client && receiver.loan > 0))
      out.push({ type: 'value', client, id, value: [] })
    for (const items of incoming.giveBack(client)) out.push({ type: 'returned', client, items })
  }

  /** The process holds the end once less; returns whether it still holds it. */
  #letGo(index: EndIndex, client: number): boolean {
    const { holders } = this.#ends[index]
    const held = (holders.get(client) ?? 0) - 1
    if (held > 0) holders.set(client, held)
    else holders.delete(client)
    return held > 0
  }

  #countGets(count: number, bytes: number): void {
    this.#gets += count
    this.#bytesOut += bytes
  }

  #arrived(index: EndIndex, client: number | undefined, out: Command[]): void {
    const end = this.#ends[index]
    end.inFlight = Math.max(0, end.inFlight - 1)
    if (client !== undefined) end.holders.set(client, (end.holders.get(client) ?? 0) + 1)
    this.#afterRelease(index, out)
  }

  /** The process has closed one of its connections to this end. */
  #release(index: EndIndex, client: number, out: Command[]): void {
    if (this.#letGo(index, client)) return
    const message = `This end of ${this.#name} was closed while it was in use.`
    const waits = this.#takeWaits(index, client, out)
    for (const id of waits) out.push({ type: 'fail', client, id, code: 'closed', message })
    this.#giveBack(index, client, out)
    this.#serve(index, out)
    this.#afterRelease(index, out)
  }

  /** When nobody holds the end any more, the other side is told, and what was on the way is dropped. */
  #afterRelease(index: EndIndex, out: Command[]): void {
    const end = this.#ends[index]
    if (isOpen(end)) return
    for (const sender of end.senders.removeAll()) this.#failSends(sender, out)
    for (const items of end.incoming.drain()) out.push({ type: 'drop', items })
    this.#serve(other(index), out)
  }

  #failSends({ client, id, items }: Sender, out: Command[]): void {
    const message = `${this.#name} is broken: no process holds the other end any more.`
    for (let index = 0; index < items.count; index++) {
      out.push({ type: 'fail', client, id: id + index, code: 'broken-pipe', message })
    }
    out.push({ type: 'drop', items })
  }

  /** Takes a process's waits at an end out of all lists and returns their ids. */
  #takeWaits(index: EndIndex, client: number, out: Command[]): number[] {
    const isOfClient = (request: Requester): boolean => request.client === client
    const end = this.#ends[index]
    const ids = [...end.receivers.remove(isOfClient), ...end.pollers.remove(isOfClient)].map(({ id }) => id)
    const { senders } = this.#ends[other(index)]
    for (const sender of senders.remove((request) => isOfClient(request) && !request.hasLeft)) {
      for (let offset = 0; offset < sender.items.count; offset++) ids.push(sender.id + offset)
      out.push({ type: 'drop', items: sender.items })
    }
    return ids
  }

  #timeout({ client, id }: Requester, out: Command[]): void {
    const isIt = (request: Requester): boolean => request.client === client && request.id === id
    for (const end of this.#ends) {
      for (const receiver of end.receivers.removeOne(isIt)) {
        const message = `Nothing came through ${this.#name} in time.`
        out.push({ type: 'fail', client, id: receiver.id, code: 'timeout', message })
      }
      for (const poller of end.pollers.removeOne(isIt))
        out.push({ type: 'value', client, id: poller.id, value: false })
    }
  }

  #gone(client: number, out: Command[]): void {
    for (const index of [0, 1] as const) {
      this.#takeWaits(index, client, out)
      this.#giveBack(index, client, out)
      this.#ends[index].holders.delete(client)
    }
    for (const index of [0, 1] as const) {
      this.#serve(index, out)
      this.#afterRelease(index, out)
    }
  }
}

/** What only a process that holds the end may do. */
type Use = Extract<PipeEvent, { type: 'send' | 'recv' | 'borrow' | 'poll' }>

function isUse(event: PipeEvent): event is Use {
  const { type } = event
  return type === 'send' || type === 'recv' || type === 'borrow' || type === 'poll'
}

function newEnd(creator: number): End {
  return {
    incoming: new ItemBuffer(),
    senders: new Parked(),
    receivers: new Parked(),
    pollers: new Parked(),
    holders: new Map([[creator, 1]]),
    inFlight: 0,
  }
}

function isOpen(end: End): boolean {
  return end.holders.size > 0 || end.inFlight > 0
}

function other(end: EndIndex): EndIndex {
  return end === 0 ? 1 : 0
}
