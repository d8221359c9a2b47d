import { runAccesses } from '../memory/accessRecords.ts'
import {
  arrayClass,
  elementBytes,
  type ElementArray,
  type ElementOf,
  type ElementType,
} from '../memory/elementTypes.ts'
import { AtomicElements } from '../memory/elements.ts'
import type { MemoryAccess } from '../wire/memoryOperations.ts'
import { AccessMeter } from './accessMeter.ts'
import type { SharedElements } from './sharedElements.ts'

/** A loop that only awaits such accesses would never let timers and messages come: they may after so many. */
const accessesPerTurn = 1_024
let accesses = 0

function told<A>(answer: A): Promise<A> {
  if (++accesses < accessesPerTurn) return Promise.resolve(answer)
  accesses = 0
  return new Promise((resolve) => setImmediate(() => resolve(answer)))
}

/** Elements in memory that the threads of this OS process share: used at once, by atomic operations. */
export class DirectElements<T extends ElementType> implements SharedElements<T> {
  readonly isShared = true
  readonly #type: T
  readonly #elements: AtomicElements
  readonly #meter: AccessMeter
  readonly #elementBytes: number

  constructor(object: number, type: T, buffer: SharedArrayBuffer) {
    this.#type = type
    this.#elements = new AtomicElements(type, buffer)
    this.#meter = new AccessMeter(object)
    this.#elementBytes = elementBytes(type)
  }

  get(index: number): Promise<ElementOf<T>> {
    this.#meter.read(this.#elementBytes)
    return told(this.#elements.get(index) as ElementOf<T>)
  }

  set(index: number, value: ElementOf<T>): Promise<void> {
    this.#meter.wrote(this.#elementBytes)
    return told(this.#elements.set(index, value))
  }

  add(index: number, value: ElementOf<T>): Promise<ElementOf<T>> {
    this.#meter.wrote(this.#elementBytes)
    return told(this.#elements.add(index, value) as ElementOf<T>)
  }

  read(from: number, to: number): Promise<ElementArray<T>> {
    this.#meter.read((to - from) * this.#elementBytes)
    return told(this.#copy(from, to) as ElementArray as ElementArray<T>)
  }

  write(from: number, elements: ElementArray<T>): Promise<void> {
    this.#meter.wrote(elements.byteLength)
    return told(this.#view.set(elements as Int32Array, from))
  }

  view(): Promise<ElementArray<T, SharedArrayBuffer>> {
    return Promise.resolve(this.#elements.view as ElementArray<T, SharedArrayBuffer>)
  }

  /** For a process that does not share the memory; what it does, the broker counts. */
  serve(access: MemoryAccess, payload: Buffer | undefined): Buffer | undefined {
    switch (access.op) {
      case 'memory.access':
        return runAccesses(this.#elements, payload as Buffer).results
      case 'memory.read':
        return Buffer.from(this.#copy(access.from, access.to).buffer)
      case 'memory.write': {
        const elements = new (arrayClass(this.#type))(
          new Uint8Array(payload as Buffer).buffer,
        ) as ElementArray
        this.#view.set(elements as Int32Array, access.from)
        return undefined
      }
    }
  }

  // Element by element: bytes could be seen half written.
  get #view(): Int32Array<SharedArrayBuffer> {
    return this.#elements.view as Int32Array<SharedArrayBuffer>
  }

  #copy(from: number, to: number): Int32Array<ArrayBuffer> {
    return this.#view.slice(from, to)
  }
}
