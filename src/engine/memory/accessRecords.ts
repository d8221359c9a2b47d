import { arrayClass, elementBytes, type ElementArray, type ElementType } from './elementTypes.ts'
import type { Elements } from './elements.ts'

/**
 * Accesses to single elements, many in one message. One record each, 16 bytes, little endian:
 *
 *   u32 kind · u32 index · the element (of `set` and `add`) as it lies in memory, padded to 8 bytes
 *
 * Answered by the elements that `get` and `add` give, back to back, in order.
 */

export type AccessKind = 'get' | 'set' | 'add'

const kinds: readonly AccessKind[] = ['get', 'set', 'add']
const recordBytes = 16
const firstRecords = 4

/** Accesses as they are made. */
export class AccessWriter {
  readonly #type: ElementType
  readonly #perRecord: number
  #words: Uint32Array<ArrayBuffer>
  #values: Int32Array
  #count = 0

  constructor(type: ElementType) {
    this.#type = type
    this.#perRecord = recordBytes / elementBytes(type)
    this.#words = new Uint32Array(firstRecords * 4)
    this.#values = this.#valuesOf(this.#words)
  }

  get count(): number {
    return this.#count
  }

  get byteLength(): number {
    return this.#count * recordBytes
  }

  /** What was added so far; shares the memory. */
  get bytes(): Buffer {
    return Buffer.from(this.#words.buffer, 0, this.byteLength)
  }

  add(kind: AccessKind, index: number, value?: number | bigint): void {
    if (this.byteLength === this.#words.byteLength) this.#grow()
    const record = this.#count++
    this.#words[record * 4] = kinds.indexOf(kind)
    this.#words[record * 4 + 1] = index
    if (value !== undefined) this.#values[record * this.#perRecord + this.#perRecord / 2] = value as number
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 4)
    words.set(this.#words)
    this.#words = words
    this.#values = this.#valuesOf(words)
  }

  #valuesOf(words: Uint32Array<ArrayBuffer>): Int32Array {
    return new (arrayClass(this.#type))(words.buffer) as ElementArray as Int32Array
  }
}

export interface AccessResult {
  /** Of the gets and adds, in order; undefined when there was none. */
  results: Buffer | undefined
  gets: number
  puts: number
}

/** How many read only, and how many write. */
export function countAccesses(payload: Buffer): { gets: number; puts: number } {
  let gets = 0
  const count = Math.floor(payload.byteLength / recordBytes)
  for (let record = 0; record < count; record++)
    if (kinds[payload.readUInt32LE(record * recordBytes)] === 'get') gets++
  return { gets, puts: count - gets }
}

/** Tells of each access, in order, what it is and to which element. The bytes are accesses. */
export function eachAccess(payload: Buffer, tell: (kind: AccessKind, index: number) => void): void {
  for (let at = 0; at < payload.byteLength; at += recordBytes)
    tell(kinds[payload.readUInt32LE(at)] as AccessKind, payload.readUInt32LE(at + 4))
}

/**
 * Carries accesses out, in order, with nothing in between.
 *
 * @throws RangeError, before anything is changed, for bytes that are no accesses to these elements.
 */
export function runAccesses(elements: Elements, payload: Uint8Array): AccessResult {
  // A copy, because typed views want a multiple of their size to begin at.
  const { buffer } = new Uint8Array(payload)
  const words = new Uint32Array(buffer)
  const count = words.length / 4
  let puts = 0
  let answers = 0
  for (let record = 0; record < count; record++) {
    const kind = kinds[words[record * 4] as number]
    const index = words[record * 4 + 1] as number
    if (kind === undefined || index >= elements.length)
      throw new RangeError(`access ${String(kind)} at ${index} of ${elements.length} elements`)
    if (kind !== 'get') puts++
    if (kind !== 'set') answers++
  }
  const results = new (arrayClass(elements.type))(answers) as ElementArray as Int32Array
  carryOut(elements, words, results)
  return {
    results: answers > 0 ? Buffer.from(results.buffer as ArrayBuffer) : undefined,
    gets: count - puts,
    puts,
  }
}

function carryOut(elements: Elements, words: Uint32Array<ArrayBuffer>, results: Int32Array): void {
  const perRecord = recordBytes / elementBytes(elements.type)
  const values = new (arrayClass(elements.type))(words.buffer) as ElementArray as Int32Array
  let next = 0
  for (let record = 0; record * 4 < words.length; record++) {
    const kind = kinds[words[record * 4] as number]
    const index = words[record * 4 + 1] as number
    const value = values[record * perRecord + perRecord / 2] as number
    if (kind === 'set') elements.set(index, value)
    else results[next++] = (kind === 'get' ? elements.get(index) : elements.add(index, value)) as number
  }
}
