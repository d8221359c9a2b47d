import { SerializationError } from '../errors.ts'
import { entryLength } from './entry.ts'
import type { EncodedItem, SharedReference } from './item.ts'
import { compactBytes, keepsStrangers } from './memory.ts'
import { packItems } from './pack.ts'

type References = (SharedReference[] | undefined)[]

/**
 * Encoded items that lie back to back in one payload buffer; immutable. Runs made of it by {@link slice} and
 * {@link take} share its memory, and make their own views only when asked for them: a queue that hands out one
 * item at a time of a run of hundreds allocates two small objects for each.
 */
export class ItemRun {
  readonly #allEntries: Uint32Array
  readonly #allBytes: Buffer
  readonly #allReferences: References | undefined
  readonly #from: number
  /** The number of items. */
  readonly count: number
  readonly #byteFrom: number
  /** The bytes of all items together. */
  readonly byteLength: number

  private constructor(
    entries: Uint32Array,
    bytes: Buffer,
    references: References | undefined,
    from: number,
    count: number,
    byteFrom: number,
    byteLength: number,
  ) {
    this.#allEntries = entries
    this.#allBytes = bytes
    this.#allReferences = references
    this.#from = from
    this.count = count
    this.#byteFrom = byteFrom
    this.byteLength = byteLength
  }

  /**
   * A run of what was received. The memory is shared and must not change any more.
   *
   * @param table one entry for each item: `byteLength * 8 + kind`
   * @param references those of each item
   * @throws SerializationError when the table does not describe the payload
   */
  static of(table: Uint32Array, payload: Buffer, references?: References): ItemRun {
    const described = lengthOf(table, 0, table.length)
    if (described !== payload.byteLength || (references && references.length !== table.length))
      throw new SerializationError(
        `Cannot read a message: its table describes ${table.length} items of ${described} bytes and its payload ` +
          `has ${payload.byteLength} bytes. It was damaged on its way: start the run again.`,
        '',
      )
    return new ItemRun(table, payload, references, 0, table.length, 0, described)
  }

  /** A run of freshly encoded items. A single binary item is not copied again. */
  static pack(items: readonly EncodedItem[]): ItemRun {
    const { table, payload, references } = packItems(items)
    return new ItemRun(table, payload, references, 0, table.length, 0, payload.byteLength)
  }

  /** One entry for each item: `byteLength * 8 + kind`. */
  get table(): Uint32Array {
    const entries = this.#allEntries
    return this.count === entries.length ? entries : entries.subarray(this.#from, this.#from + this.count)
  }

  /** The items' bytes. */
  get payload(): Buffer {
    const bytes = this.#allBytes
    if (this.byteLength === bytes.byteLength) return bytes
    return bytes.subarray(this.#byteFrom, this.#byteFrom + this.byteLength)
  }

  /** The references of each item; undefined when no item has any. */
  get references(): References | undefined {
    if (this.#allReferences === undefined) return undefined
    const own = this.#allReferences.slice(this.#from, this.#from + this.count)
    return own.some((references) => references !== undefined) ? own : undefined
  }

  /** The items from `from` up to `to` (exclusive), both from 0; shares the memory. */
  slice(from: number, to: number): ItemRun {
    const first = Math.min(Math.max(from, 0), this.count)
    const end = Math.min(Math.max(to, first), this.count)
    const entries = this.#allEntries
    const skipped = lengthOf(entries, this.#from, this.#from + first)
    const byteLength = lengthOf(entries, this.#from + first, this.#from + end)
    return this.#view(first, end - first, skipped, byteLength)
  }

  /** The first `n` items and the rest, if any; shares the memory and costs no more than the `n` items. */
  take(n: number): [ItemRun, ItemRun | undefined] {
    if (n >= this.count) return [this, undefined]
    const length = lengthOf(this.#allEntries, this.#from, this.#from + n)
    return [this.#view(0, n, 0, length), this.#view(n, this.count - n, length, this.byteLength - length)]
  }

  #view(first: number, count: number, skipped: number, byteLength: number): ItemRun {
    return new ItemRun(
      this.#allEntries,
      this.#allBytes,
      this.#allReferences,
      this.#from + first,
      count,
      this.#byteFrom + skipped,
      byteLength,
    )
  }

  /** This run, or a copy of it where it keeps much more memory alive than it is: for items that will wait. */
  compact(): ItemRun {
    const { table, payload, references } = this
    if (!keepsStrangers(payload) && !keepsStrangers(table)) return this
    return new ItemRun(table.slice(), compactBytes(payload), references, 0, this.count, 0, this.byteLength)
  }
}

function lengthOf(entries: Uint32Array, from: number, to: number): number {
  let length = 0
  for (let index = from; index < to; index++) length += entryLength(entries[index]!)
  return length
}
