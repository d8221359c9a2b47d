import { countAccesses } from '../memory/accessRecords.ts'
import { elementBytes, type ElementType } from '../memory/elementTypes.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { AccessCounts, MemoryAccess } from '../wire/memoryOperations.ts'
import { describeEnd, factsOfEnd } from './describeEnd.ts'
import type { Command, Machine, ProcessEnd, Requester } from './machine.ts'
import type { QueueCounters } from './queueMachine.ts'

export type ThreadMemoryEvent =
  /** From a process that does not share the memory. */
  | ({ type: 'ask'; access: MemoryAccess; items: ItemRun | undefined } & Requester)
  | { type: 'hold'; client: number }
  | ({ type: 'count'; client: number } & AccessCounts)
  | { type: 'served'; client: number; token: number; failure: string | null; items: ItemRun | undefined }
  | { type: 'gone'; client: number; end: ProcessEnd }
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }

interface Asked extends Requester {
  token: number
  holder: number
  access: MemoryAccess
  counts: AccessCounts
  /** For what changes nothing: it can be asked of another holder. */
  items: ItemRun | undefined
}

/**
 * A shared value or array whose memory is shared by the threads of one OS process, the holders: they use it without
 * the broker. What others ask goes to the holder of longest standing.
 *
 * Invariants: every request is answered exactly once, unless its caller is gone; nothing that changes the memory is
 * asked twice; none waits for a holder that has ended.
 */
export class ThreadMemoryMachine implements Machine<ThreadMemoryEvent> {
  readonly #object: number
  readonly #name: string
  readonly #type: ElementType
  readonly #elementBytes: number
  /** Those of longest standing first: the main thread, which lives as long as the memory. */
  readonly #holders: Set<number>
  readonly #asked = new Map<number, Asked>()
  readonly #counters: QueueCounters = { puts: 0, gets: 0, bytesIn: 0, bytesOut: 0, depth: 0, maxDepth: 0 }
  #lastEnd: ProcessEnd | undefined
  #nextToken = 1

  /** @param holders - who is asked first, first. */
  constructor(object: number, name: string, type: ElementType, holders: Set<number>) {
    this.#object = object
    this.#name = name
    this.#elementBytes = elementBytes(type)
    this.#holders = holders
    this.#type = type
  }

  /** With what holders have told so far. */
  get counters(): QueueCounters {
    return { ...this.#counters }
  }

  handle(event: ThreadMemoryEvent): Command[] {
    switch (event.type) {
      case 'ask':
        return this.#ask(event)
      case 'hold':
        this.#holders.add(event.client)
        return []
      case 'count':
        this.#count(event)
        return []
      case 'served':
        return this.#served(event)
      case 'gone':
        return this.#gone(event.client, event.end)
      default:
        return []
    }
  }

  #ask({ client, id, access, items }: Extract<ThreadMemoryEvent, { type: 'ask' }>): Command[] {
    const [holder] = this.#holders
    if (holder === undefined) return [this.#fail({ client, id }, this.#lost(), this.#lastEnd)]
    const counts = this.#countsOf(access, items)
    const asked: Asked = {
      client,
      id,
      token: this.#nextToken++,
      holder,
      access,
      counts,
      items: counts.puts === 0 ? items : undefined,
    }
    this.#asked.set(asked.token, asked)
    return [
      this.#forward(asked, items),
      { type: 'park', client, id, operation: access.op.slice('memory.'.length), timeoutMs: undefined },
    ]
  }

  #forward({ holder, token, access }: Asked, items: ItemRun | undefined): Command {
    const n = items?.count ?? 0
    return {
      type: 'ask',
      client: holder,
      operation: { op: 'memory.serve', object: this.#object, token, type: this.#type, access, n },
      items,
    }
  }

  #served({ client, token, failure, items }: Extract<ThreadMemoryEvent, { type: 'served' }>): Command[] {
    const asked = this.#asked.get(token)
    if (asked?.holder !== client) return []
    this.#asked.delete(token)
    if (failure !== null) return [this.#fail(asked, failure, undefined)]
    this.#count(asked.counts)
    const requester = { client: asked.client, id: asked.id }
    return [items ? { type: 'items', ...requester, items } : { type: 'done', ...requester, count: 1 }]
  }

  #gone(client: number, end: ProcessEnd): Command[] {
    for (const asked of this.#asked.values()) if (asked.client === client) this.#asked.delete(asked.token)
    if (!this.#holders.delete(client)) return []
    this.#lastEnd = end
    return [...this.#asked.values()]
      .filter(({ holder }) => holder === client)
      .map((asked) => this.#askAnother(asked, end))
  }

  #askAnother(asked: Asked, end: ProcessEnd): Command {
    const [holder] = this.#holders
    if (holder !== undefined && asked.counts.puts === 0) {
      asked.holder = holder
      return this.#forward(asked, asked.items)
    }
    this.#asked.delete(asked.token)
    if (asked.counts.puts === 0) return this.#fail(asked, this.#lost(), end)
    const message = `${describeEnd(end)} when it was to change ${this.#name}, whose memory it shares: whether it has is unknown.`
    return this.#fail(asked, message, end)
  }

  #lost(): string {
    const how = this.#lastEnd ? ` ${describeEnd(this.#lastEnd)}.` : ''
    return (
      `${this.#name} was shared memory of the threads of one process, and the last that shared it has ended:${how} ` +
      'Create it where it lives long enough, or without the start method thread.'
    )
  }

  #fail({ client, id }: Requester, message: string, end: ProcessEnd | undefined): Command {
    return { type: 'fail', client, id, code: 'closed', message, ...(end && { facts: factsOfEnd(end) }) }
  }

  #countsOf(access: MemoryAccess, items: ItemRun | undefined): AccessCounts {
    const size = this.#elementBytes
    if (access.op === 'memory.read')
      return { gets: 1, puts: 0, bytesIn: 0, bytesOut: (access.to - access.from) * size }
    if (access.op === 'memory.write')
      return { gets: 0, puts: 1, bytesIn: items?.byteLength ?? 0, bytesOut: 0 }
    const { gets, puts } = countAccesses(items?.payload ?? Buffer.alloc(0))
    return { gets, puts, bytesIn: puts * size, bytesOut: gets * size }
  }

  #count({ gets, puts, bytesIn, bytesOut }: AccessCounts): void {
    this.#counters.gets += gets
    this.#counters.puts += puts
    this.#counters.bytesIn += bytesIn
    this.#counters.bytesOut += bytesOut
  }
}
