import type { AccessKind } from '../memory/accessRecords.ts'
import {
  checkElement,
  elementBytes,
  type ElementArray,
  type ElementOf,
  type ElementType,
} from '../memory/elementTypes.ts'
import { itemKinds, type EncodedItem } from '../values/item.ts'
import { AccessBatch, copyAs } from './accessBatch.ts'
import { client } from './client.ts'

/** Where the elements of a shared value or array are. Indices and values are right already. */
export interface SharedElements<T extends ElementType> {
  /** Whether this process reads and writes the memory itself. */
  readonly isShared: boolean
  get(index: number): Promise<ElementOf<T>>
  set(index: number, value: ElementOf<T>): Promise<void>
  add(index: number, value: ElementOf<T>): Promise<ElementOf<T>>
  read(from: number, to: number): Promise<ElementArray<T>>
  /** @param elements - nobody else's. */
  write(from: number, elements: ElementArray<T>): Promise<void>
  view(): Promise<ElementArray<T, SharedArrayBuffer> | undefined>
}

/** Elements that the broker holds, or knows who does: every access is a message, many of a tick are one. */
export class BrokerElements<T extends ElementType> implements SharedElements<T> {
  readonly isShared = false
  readonly #object: number
  readonly #type: T
  #batch: AccessBatch | undefined

  constructor(object: number, type: T) {
    this.#object = object
    this.#type = type
  }

  get(index: number): Promise<ElementOf<T>> {
    return this.#access('get', index)
  }

  set(index: number, value: ElementOf<T>): Promise<void> {
    return this.#access('set', index, value)
  }

  add(index: number, value: ElementOf<T>): Promise<ElementOf<T>> {
    return this.#access('add', index, value)
  }

  async read(from: number, to: number): Promise<ElementArray<T>> {
    const object = this.#object
    const bytes = (to - from) * elementBytes(this.#type)
    const [read] = await client().memoryRequest<[Uint8Array]>({ object, bytes, isSend: false }, (id) => ({
      op: 'memory.read',
      object,
      id,
      from,
      to,
    }))
    return copyAs(this.#type, read)
  }

  write(from: number, elements: ElementArray<T>): Promise<void> {
    const object = this.#object
    return client().memoryRequest(
      { object, bytes: elements.byteLength, isSend: true },
      (id) => ({ op: 'memory.write', object, id, from, n: 1 }),
      rawItem(elements),
    )
  }

  view(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  #access<A>(kind: AccessKind, index: number, value?: number | bigint): Promise<A> {
    if (this.#batch?.isOpen) this.#batch.add(kind, index, value)
    else this.#batch = new AccessBatch(this.#object, this.#type, kind, index, value)
    return this.#batch.answer(kind)
  }
}

/** The most that one array may hold. */
export const maxMemoryBytes = 256 * 1024 * 1024

/** Elements as they lie in memory; not copied. */
export function rawItem(elements: ElementArray): EncodedItem {
  const bytes = Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength)
  return { kind: itemKinds.bytes, text: undefined, bytes, references: undefined }
}

/** An element as it is to be written. @throws MisuseError for what cannot be one. */
export function checked<T extends ElementType>(type: T, value: unknown): ElementOf<T> {
  checkElement(type, value)
  return value
}
