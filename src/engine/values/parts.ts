/**
 * The layout of a `v8Parts` item: large buffers lie beside V8's bytes instead of inside them, so that they are
 * copied once and not through the serialiser's growing buffer.
 *
 *     length of V8's bytes · parts · parts that are whole ArrayBuffers · length of each part   (Uint32 each)
 *     V8's bytes · the parts, whole ArrayBuffers first
 *
 * V8's bytes and every part begin at a multiple of 8 from the item's start.
 */

const word = 4
const alignment = 8

export interface Parts {
  /** V8's bytes. */
  body: Uint8Array
  parts: readonly Uint8Array[]
  /** How many of the parts, from the first, are whole ArrayBuffers; the others are the bytes of one view each. */
  wholeBuffers: number
}

/** Buffers of this many bytes and more go out of band. */
export const smallestPart = 4096

const alignUp = (length: number): number => Math.ceil(length / alignment) * alignment

const fixedWords = 3
const headLength = (parts: number): number => alignUp((fixedWords + parts) * word)

/** The bytes that {@link joinParts} will make. */
export function joinedLength({ body, parts }: Parts): number {
  let length = headLength(parts.length) + alignUp(body.byteLength)
  for (const part of parts) length += alignUp(part.byteLength)
  return length
}

/** Lays out one item; copies everything into it. */
export function joinParts({ body, parts, wholeBuffers }: Parts): Buffer {
  const item = Buffer.allocUnsafeSlow(joinedLength({ body, parts, wholeBuffers }))
  let at = headLength(parts.length)
  item.fill(0, 0, at)
  item.writeUInt32LE(body.byteLength, 0)
  item.writeUInt32LE(parts.length, word)
  item.writeUInt32LE(wholeBuffers, 2 * word)
  at = place(item, body, at)
  parts.forEach((part, index) => {
    item.writeUInt32LE(part.byteLength, (fixedWords + index) * word)
    at = place(item, part, at)
  })
  return item
}

function place(item: Buffer, bytes: Uint8Array, at: number): number {
  item.set(bytes, at)
  const end = at + bytes.byteLength
  const next = at + alignUp(bytes.byteLength)
  // Memory that was not cleared must not leave the process.
  if (next > end) item.fill(0, end, next)
  return next
}

/** Takes an item apart, without copying. Throws a RangeError for an item that contradicts itself. */
export function splitParts(item: Buffer): Parts & { body: Buffer; parts: Buffer[] } {
  const count = item.readUInt32LE(word)
  const wholeBuffers = item.readUInt32LE(2 * word)
  if (count > item.byteLength / word || wholeBuffers > count) throw new RangeError(`it names ${count} parts`)
  let at = headLength(count)
  const take = (length: number): Buffer => {
    if (at + length > item.byteLength) throw new RangeError(`a part ends beyond byte ${item.byteLength}`)
    const bytes = item.subarray(at, at + length)
    at += alignUp(length)
    return bytes
  }
  const body = take(item.readUInt32LE(0))
  const parts: Buffer[] = []
  for (let index = 0; index < count; index++) parts.push(take(item.readUInt32LE((fixedWords + index) * word)))
  return { body, parts, wholeBuffers }
}
