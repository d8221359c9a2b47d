import { makeEntry } from './entry.ts'
import { longestJoined, type EncodedItem, type SharedReference } from './item.ts'

export interface Packed {
  table: Uint32Array
  payload: Buffer
  references: (SharedReference[] | undefined)[] | undefined
}

/** Neighbouring JSON items, joined: one write instead of many. */
interface TextStretch {
  text: string
  from: number
  to: number
}

/** Lays items back to back. A single binary item is taken as it is, without a copy. */
export function packItems(items: readonly EncodedItem[]): Packed {
  const table = new Uint32Array(items.length)
  const pieces: (Buffer | TextStretch)[] = []
  let references: (SharedReference[] | undefined)[] | undefined
  for (let index = 0; index < items.length; index++) {
    const item = items[index]!
    if (item.references !== undefined) {
      references ??= new Array<SharedReference[] | undefined>(items.length).fill(undefined)
      references[index] = item.references
    }
    if (item.text === undefined) {
      table[index] = makeEntry(item.bytes?.byteLength ?? 0, item.kind)
      if (item.bytes !== undefined) pieces.push(item.bytes)
    } else {
      const stretch = joinTexts(items, index)
      pieces.push(stretch)
      index = stretch.to - 1
    }
  }
  return { table, payload: writePieces(pieces, items, table), references }
}

function joinTexts(items: readonly EncodedItem[], from: number): TextStretch {
  let text = ''
  let to = from
  for (; to < items.length; to++) {
    const item = items[to]!
    if (item.text === undefined || text.length > longestJoined) break
    text += item.text
  }
  return { text, from, to }
}

function writePieces(
  pieces: readonly (Buffer | TextStretch)[],
  items: readonly EncodedItem[],
  table: Uint32Array,
): Buffer {
  const [first] = pieces
  if (first === undefined) return Buffer.alloc(0)
  if (pieces.length === 1 && Buffer.isBuffer(first)) return first
  const lengths = pieces.map((piece) =>
    Buffer.isBuffer(piece) ? piece.byteLength : Buffer.byteLength(piece.text),
  )
  const payload = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  pieces.forEach((piece, index) => {
    const length = lengths[index]!
    if (Buffer.isBuffer(piece)) payload.set(piece, at)
    else {
      // As many bytes as UTF-16 units: all of it is ASCII, and Latin-1 is a plain copy.
      const isAscii = length === piece.text.length
      payload.write(piece.text, at, isAscii ? 'latin1' : 'utf8')
      enterTexts(piece, items, table, isAscii)
    }
    at += length
  })
  return payload
}

function enterTexts(
  stretch: TextStretch,
  items: readonly EncodedItem[],
  table: Uint32Array,
  isAscii: boolean,
): void {
  for (let index = stretch.from; index < stretch.to; index++) {
    const text = items[index]!.text!
    table[index] = makeEntry(isAscii ? text.length : Buffer.byteLength(text), items[index]!.kind)
  }
}
