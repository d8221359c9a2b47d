import { AccessWriter, type AccessKind } from '../memory/accessRecords.ts'
import { arrayClass, type ElementArray, type ElementType } from '../memory/elementTypes.ts'
import { itemKinds, type EncodedItem } from '../values/item.ts'
import type { ClientOperation } from '../wire/operations.ts'
import { client } from './client.ts'

type Resolve = (value: unknown) => void
interface Caller {
  kind: AccessKind
  resolve: Resolve
  reject: (error: unknown) => void
}

/** A batch leaves when the socket's frame is full: none is larger. For the window, before it is known. */
const batchBytes = 64 * 1024

/**
 * Accesses to single elements of one object that travel together: those of a tick, as long as the process says
 * nothing but accesses in between. The broker carries out what comes in one frame without anybody in between, so
 * nobody sees that they have changed places.
 */
export class AccessBatch implements EncodedItem {
  readonly kind = itemKinds.bytes
  readonly text = undefined
  readonly references = undefined
  readonly #type: ElementType
  readonly #writer: AccessWriter
  readonly #callers: Caller[] = []
  #operation: ClientOperation | undefined

  constructor(object: number, type: ElementType, kind: AccessKind, index: number, value?: number | bigint) {
    this.#type = type
    this.#writer = new AccessWriter(type)
    this.#writer.add(kind, index, value)
    client()
      .memoryRequest<Uint8Array[] | undefined>(
        { object, bytes: batchBytes, isSend: true },
        (id) => (this.#operation = { op: 'memory.access', object, id, n: 1 }),
        this,
      )
      .then(
        (answer) => this.#settle(answer?.[0]),
        (error: unknown) => this.#fail(error),
      )
  }

  /** Read when it leaves. */
  get bytes(): Buffer {
    return this.#writer.bytes
  }

  get isOpen(): boolean {
    return this.#operation !== undefined && client().canGrow(this.#operation)
  }

  add(kind: AccessKind, index: number, value?: number | bigint): void {
    const before = this.#writer.byteLength
    this.#writer.add(kind, index, value)
    client().grew(this.#writer.byteLength - before)
  }

  /** The answer to the access that was added last. */
  answer<A>(kind: AccessKind): Promise<A> {
    return new Promise((resolve, reject) => this.#callers.push({ kind, resolve: resolve as Resolve, reject }))
  }

  #settle(answer: Uint8Array | undefined): void {
    const results = answer && copyAs(this.#type, answer)
    let next = 0
    for (const { kind, resolve } of this.#callers) resolve(kind === 'set' ? undefined : results?.[next++])
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#callers) reject(error)
  }
}

/** Bytes as elements; a copy, for they may lie anywhere in a frame. */
export function copyAs<T extends ElementType>(type: T, bytes: Uint8Array): ElementArray<T> {
  return new (arrayClass(type))(new Uint8Array(bytes).buffer) as ElementArray as ElementArray<T>
}
