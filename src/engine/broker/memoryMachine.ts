import { runAccesses } from '../memory/accessRecords.ts'
import { elementBytes, type ElementType } from '../memory/elementTypes.ts'
import { PlainElements } from '../memory/elements.ts'
import { makeEntry } from '../values/entry.ts'
import { itemKinds } from '../values/item.ts'
import { ItemRun } from '../values/itemRun.ts'
import type { Command, Machine, Requester } from './machine.ts'
import type { QueueCounters } from './queueMachine.ts'
import type { CommonEvent } from './sharedObjects.ts'
import { UpdateWatch, type LostUpdates } from './updateWatch.ts'

export type MemoryEvent =
  /** Accesses to single elements, carried out with nothing in between. */
  | ({ type: 'access'; items: ItemRun } & Requester)
  | ({ type: 'read'; from: number; to: number } & Requester)
  | ({ type: 'write'; from: number; items: ItemRun } & Requester)
  /** It can be used no longer: its memory is given back, its report stays. */
  | { type: 'discard' }
  | CommonEvent

/**
 * A shared value or array, held by the broker between processes. Nothing ever waits: each event is answered at once
 * and whole, so a range is never seen half written.
 */
export class MemoryMachine implements Machine<MemoryEvent> {
  readonly #name: string
  #elements: PlainElements
  readonly #elementBytes: number
  readonly #updates = new UpdateWatch()
  readonly #counters: QueueCounters = { puts: 0, gets: 0, bytesIn: 0, bytesOut: 0, depth: 0, maxDepth: 0 }

  /** @param initial - the elements at the start; absent: all are 0. */
  constructor(name: string, type: ElementType, length: number, initial: ItemRun | undefined) {
    this.#name = name
    this.#elements = new PlainElements(type, length)
    this.#elementBytes = elementBytes(type)
    if (initial) this.#elements.bytes.set(initial.payload)
  }

  /** Reads are gets, writes are puts: one for each element that is accessed alone, one for each range. */
  get counters(): QueueCounters {
    return { ...this.#counters }
  }

  /** Absent as long as there was none. */
  get lostUpdates(): LostUpdates | undefined {
    return this.#updates.lost
  }

  handle(event: MemoryEvent): Command[] {
    switch (event.type) {
      case 'access':
        return [this.#access(event)]
      case 'read':
        return [this.#read(event)]
      case 'write':
        return [this.#write(event)]
      case 'gone':
        this.#updates.forget(event.client)
        return []
      case 'discard':
        this.#elements = new PlainElements(this.#elements.type, 0)
        return []
      default:
        return []
    }
  }

  #access(event: Extract<MemoryEvent, { type: 'access' }>): Command {
    const { client, id } = event
    try {
      const { results, gets, puts } = runAccesses(this.#elements, event.items.payload)
      this.#updates.accessed(client, event.items.payload)
      this.#count(gets, gets * this.#elementBytes, puts, puts * this.#elementBytes)
      return results ? rawAnswer({ client, id }, results) : { type: 'done', client, id, count: 1 }
    } catch (error) {
      return this.#refuse(event, (error as Error).message)
    }
  }

  #read(event: Extract<MemoryEvent, { type: 'read' }>): Command {
    const { client, id, from, to } = event
    if (!this.#has(from, to)) return this.#refuse(event, `read of ${from} to ${to}`)
    const { bytes } = this.#elements
    const read = Buffer.allocUnsafeSlow((to - from) * this.#elementBytes)
    read.set(bytes.subarray(from * this.#elementBytes, to * this.#elementBytes))
    this.#updates.read(client, from, to)
    this.#count(1, read.byteLength, 0, 0)
    return rawAnswer({ client, id }, read)
  }

  #write(event: Extract<MemoryEvent, { type: 'write' }>): Command {
    const { client, id, from, items } = event
    const { payload } = items
    if (!this.#has(from, from + payload.byteLength / this.#elementBytes))
      return this.#refuse(event, `write of ${payload.byteLength} bytes at ${from}`)
    this.#elements.bytes.set(payload, from * this.#elementBytes)
    this.#updates.written(client, from, from + payload.byteLength / this.#elementBytes)
    this.#count(0, 0, 1, payload.byteLength)
    return { type: 'done', client, id, count: 1 }
  }

  #has(from: number, to: number): boolean {
    return from >= 0 && from <= to && to <= this.#elements.length && Number.isInteger(from + to)
  }

  /** The library has checked it: the process is damaged, or speaks another version of the protocol. */
  #refuse({ client, id }: Requester, what: string): Command {
    const message = `${this.#name} has ${this.#elements.length} elements: impossible ${what}.`
    return { type: 'fail', client, id, code: 'misuse', message }
  }

  #count(gets: number, bytesOut: number, puts: number, bytesIn: number): void {
    this.#counters.gets += gets
    this.#counters.bytesOut += bytesOut
    this.#counters.puts += puts
    this.#counters.bytesIn += bytesIn
  }
}

/** An answer of raw memory. */
export function rawAnswer(requester: Requester, bytes: Buffer): Command {
  return { type: 'items', ...requester, items: rawItem(bytes) }
}

export function rawItem(bytes: Buffer): ItemRun {
  return ItemRun.of(Uint32Array.of(makeEntry(bytes.byteLength, itemKinds.bytes)), bytes)
}
