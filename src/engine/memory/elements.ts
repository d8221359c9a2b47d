import { arrayClass, isFloat, type ElementArray, type ElementType } from './elementTypes.ts'

/** Elements in memory, one at a time and as bytes. An index that is not there is the caller's mistake. */
export interface Elements {
  readonly type: ElementType
  readonly length: number
  readonly bytes: Uint8Array
  get(index: number): number | bigint
  set(index: number, value: number | bigint): void
  /** Adds and returns what is there then. Atomic. */
  add(index: number, value: number | bigint): number | bigint
}

// The compiler cannot follow that a type's array holds the type's numbers; the library has checked it.
type Numbers = Int32Array<ArrayBufferLike>

/** Elements that one thread alone reads and writes: the broker's. */
export class PlainElements implements Elements {
  readonly type: ElementType
  readonly bytes: Uint8Array
  readonly #view: Numbers

  constructor(type: ElementType, length: number) {
    const view = new (arrayClass(type))(length)
    this.type = type
    this.#view = view as Numbers
    this.bytes = new Uint8Array(view.buffer)
  }

  get length(): number {
    return this.#view.length
  }

  get(index: number): number | bigint {
    return this.#view[index] as number
  }

  set(index: number, value: number | bigint): void {
    this.#view[index] = value as number
  }

  add(index: number, value: number | bigint): number | bigint {
    this.#view[index] = sum(this.type, this.#view[index] as number, value) as number
    return this.#view[index]
  }
}

/** Elements that several threads read and write at the same time. */
export class AtomicElements implements Elements {
  readonly type: ElementType
  readonly bytes: Uint8Array
  readonly view: ElementArray<ElementType, SharedArrayBuffer>
  /** Atomics know integers only: a float's bits as one of the same size. */
  readonly #cells: Numbers
  readonly #isFloat: boolean

  constructor(type: ElementType, buffer: SharedArrayBuffer) {
    this.type = type
    this.#isFloat = isFloat(type)
    this.view = new (arrayClass(type))(buffer) as ElementArray<ElementType, SharedArrayBuffer>
    this.#cells = this.#isFloat ? (new (cellClass(type))(buffer) as Numbers) : (this.view as Numbers)
    this.bytes = new Uint8Array(buffer)
  }

  get length(): number {
    return this.view.length
  }

  get(index: number): number | bigint {
    const cell = Atomics.load(this.#cells, index)
    return this.#isFloat ? toFloat(this.type, cell) : cell
  }

  set(index: number, value: number | bigint): void {
    Atomics.store(this.#cells, index, (this.#isFloat ? toBits(this.type, value as number) : value) as number)
  }

  add(index: number, value: number | bigint): number | bigint {
    if (!this.#isFloat) return sum(this.type, Atomics.add(this.#cells, index, value as number), value)
    for (;;) {
      const before = Atomics.load(this.#cells, index)
      const after = toFloat(this.type, before) + (value as number)
      const bits = toBits(this.type, after) as number
      if (Atomics.compareExchange(this.#cells, index, before, bits) === before)
        return toFloat(this.type, bits)
    }
  }
}

/** One element of each type, to wrap and to reinterpret. */
const scratch = new Map<ElementType, Numbers>()

function scratchOf(type: ElementType): Numbers {
  let view = scratch.get(type)
  if (!view) scratch.set(type, (view = new (arrayClass(type))(1) as ElementArray as Numbers))
  return view
}

/** As the type has it: integers wrap. What is added is wrapped first, so that nothing is rounded away. */
function sum(type: ElementType, a: number | bigint, b: number | bigint): number | bigint {
  const view = scratchOf(type)
  if (isFloat(type)) view[0] = (a as number) + (b as number)
  else {
    view[0] = b as number
    view[0] = (a as number) + view[0]
  }
  return view[0]
}

function cellClass(type: ElementType): ReturnType<typeof arrayClass> {
  return arrayClass(type === 'float32' ? 'int32' : 'int64')
}

const float32 = new Float32Array(1)
const bits32 = new Int32Array(float32.buffer)
const float64 = new Float64Array(1)
const bits64 = new BigInt64Array(float64.buffer)

function toFloat(type: ElementType, bits: number | bigint): number {
  if (type === 'float32') {
    bits32[0] = bits as number
    return float32[0] as number
  }
  bits64[0] = bits as unknown as bigint
  return float64[0] as number
}

function toBits(type: ElementType, value: number): number | bigint {
  if (type === 'float32') {
    float32[0] = value
    return bits32[0] as number
  }
  float64[0] = value
  return bits64[0] as bigint
}
