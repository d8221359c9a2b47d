import { SerializationError } from '../errors.ts'
import { decodeItem } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import { entryKind, entryLength, makeEntry } from '../values/entry.ts'
import { itemKinds, maxItemBytes, type EncodedItem, type SharedReference } from '../values/item.ts'
import { pathOf, survey } from '../values/survey.ts'

/**
 * Messages on a direct socket: u32 little endian `byteLength * 8 + kind`, then the item's bytes. The kinds are those of
 * `values/`. Shared objects belong to a run and its broker, so they cannot travel here.
 */

const headerBytes = 4
const mostKinds = Math.max(...Object.values(itemKinds))

/** A message as it came. */
export interface ReceivedMessage {
  kind: number
  bytes: Buffer
}

/** @throws SerializationError, also for a shared object, with its path. */
export function encodeMessage(message: unknown): Buffer[] {
  const item = encodeValue(message, 'message')
  if (item.references) throw cannotTravel(message)
  return frameOf(item)
}

export function frameOf({ kind, text, bytes }: EncodedItem): Buffer[] {
  const payload = text === undefined ? (bytes ?? Buffer.alloc(0)) : Buffer.from(text, 'utf8')
  const header = Buffer.allocUnsafe(headerBytes)
  header.writeUInt32LE(makeEntry(payload.byteLength, kind))
  return payload.byteLength > 0 ? [header, payload] : [header]
}

function cannotTravel(message: unknown): SerializationError {
  const [found] = survey(message, 'message').shared
  const path = found ? pathOf(message, found[0], 'message') : 'message'
  const type = found?.[1].type ?? 'object'
  return new SerializationError(
    `Cannot send a shared ${type}: it is at ${path}. It belongs to this run, and a Listener's connections lead out of it: use Pipe() or a Queue within a run.`,
    path,
  )
}

/** @throws SerializationError for damaged bytes. */
export function decodeMessage({ kind, bytes }: ReceivedMessage): unknown {
  return decodeItem(kind, bytes, refuse)
}

function refuse({ type }: SharedReference): never {
  throw new SerializationError(
    `A shared ${type} came through a Listener's connection, which none can.`,
    'message',
  )
}

/** Cuts a byte stream into messages. Memory is taken as bytes come, not as they are announced. */
export class MessageReader {
  readonly #onMessage: (message: ReceivedMessage) => void
  #chunks: Buffer[] = []
  #gathered = 0
  /** The header of the message that is being read. */
  #entry: number | undefined

  constructor(onMessage: (message: ReceivedMessage) => void) {
    this.#onMessage = onMessage
  }

  /** @throws SerializationError when the stream is not made of messages. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#gathered += chunk.byteLength
    for (;;) {
      if (this.#entry === undefined) {
        if (this.#gathered < headerBytes) return
        this.#entry = checkedEntry(this.#take(headerBytes).readUInt32LE())
      }
      const length = entryLength(this.#entry)
      if (this.#gathered < length) return
      const message = { kind: entryKind(this.#entry), bytes: this.#take(length) }
      this.#entry = undefined
      this.#onMessage(message)
    }
  }

  #take(length: number): Buffer {
    const [first] = this.#chunks
    if (length === 0 || !first) return Buffer.alloc(0)
    const all = first.byteLength >= length ? first : Buffer.concat(this.#chunks, this.#gathered)
    if (all !== first) this.#chunks = [all]
    const rest = all.subarray(length)
    if (rest.byteLength > 0) this.#chunks[0] = rest
    else this.#chunks.shift()
    this.#gathered -= length
    return all.subarray(0, length)
  }
}

function checkedEntry(entry: number): number {
  if (entryKind(entry) <= mostKinds && entryLength(entry) <= maxItemBytes) return entry
  throw new SerializationError(
    'What came through the connection is no message: the other side is no Listener or Client.',
    '',
  )
}
