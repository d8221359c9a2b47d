import { SerializationError } from '../errors.ts'
import { itemKinds, longestJoined, type Revive } from './item.ts'
import { entryKind, entryLength } from './entry.ts'
import type { ItemRun } from './itemRun.ts'
import { withoutStrangers } from './memory.ts'
import { unpackFloat64s, unpackInt32s } from './numbers.ts'
import { splitParts } from './parts.ts'
import { ReviveFault, readValue } from './v8Reader.ts'

/**
 * The values of a run, in order. Neighbouring JSON items are parsed as one array.
 *
 * @param revive called once for each shared object in each value; what it throws is thrown on
 * @throws SerializationError for damaged bytes
 */
export function decodeRun(run: ItemRun, revive: Revive): unknown[] {
  const { table, payload } = run
  const values: unknown[] = []
  let at = 0
  for (let index = 0; index < table.length;) {
    const stretch = jsonStretch(table, index)
    if (stretch.end > index) {
      const texts = parseItems(payload.subarray(at, at + stretch.byteLength), stretch.texts)
      if (stretch.end === table.length && values.length === 0 && stretch.texts === stretch.end) return texts
      appendTexts(values, texts, table, index, stretch.end)
      index = stretch.end
      at += stretch.byteLength
    } else {
      const entry = table[index++]!
      values.push(decodeItem(entryKind(entry), payload.subarray(at, at + entryLength(entry)), revive))
      at += entryLength(entry)
    }
  }
  return values
}

/** One item's value; see {@link decodeRun}. */
export function decodeItem(kind: number, bytes: Buffer, revive: Revive): unknown {
  switch (kind) {
    case itemKinds.json:
      return parseItems(bytes, 1)[0]
    case itemKinds.undefined:
      return undefined
    case itemKinds.bytes:
      return withoutStrangers(bytes)
    default:
      return decodeBinary(kind, bytes, revive)
  }
}

function decodeBinary(kind: number, bytes: Buffer, revive: Revive): unknown {
  try {
    switch (kind) {
      case itemKinds.int32s:
        return unpackInt32s(bytes)
      case itemKinds.float64s:
        return unpackFloat64s(bytes)
      case itemKinds.v8:
        return readValue({ body: bytes, parts: [], wholeBuffers: 0 }, revive)
      case itemKinds.v8Parts:
        return readValue(splitParts(bytes), revive)
      default:
        throw new RangeError(`unknown kind ${kind}`)
    }
  } catch (error) {
    if (error instanceof ReviveFault) throw error.cause
    throw damagedError(bytes.byteLength, error)
  }
}

interface Stretch {
  end: number
  /** How many of its items are JSON; the others are `undefined`, which has no bytes. */
  texts: number
  byteLength: number
}

function jsonStretch(table: Uint32Array, from: number): Stretch {
  let end = from
  let texts = 0
  let byteLength = 0
  for (; end < table.length && byteLength <= longestJoined; end++) {
    const entry = table[end]!
    const kind = entryKind(entry)
    if (kind === itemKinds.json) texts++
    else if (kind !== itemKinds.undefined) break
    byteLength += entryLength(entry)
  }
  return { end, texts, byteLength }
}

function parseItems(bytes: Buffer, count: number): unknown[] {
  if (count === 0) return []
  let items: unknown[]
  try {
    // Without the last comma.
    items = JSON.parse(`[${bytes.toString('utf8', 0, bytes.byteLength - 1)}]`) as unknown[]
  } catch (error) {
    throw damagedError(bytes.byteLength, error)
  }
  if (items.length === count) return items
  throw damagedError(bytes.byteLength, new Error(`${items.length} values where ${count} were announced`))
}

function appendTexts(
  values: unknown[],
  texts: unknown[],
  table: Uint32Array,
  from: number,
  to: number,
): void {
  let next = 0
  for (let index = from; index < to; index++)
    values.push(entryKind(table[index]!) === itemKinds.json ? texts[next++] : undefined)
}

function damagedError(byteLength: number, cause: unknown): SerializationError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message =
    `Cannot read a message of ${byteLength} bytes: ${reason}. It was damaged on its way, or written by another ` +
    'version of the library: start the run again.'
  return new SerializationError(message, '', { cause })
}
