import { types } from 'node:util'
import { Deserializer } from 'node:v8'
import { bufferType, hostTags, viewTypes } from './hostTags.ts'
import type { Revive, SharedReference } from './item.ts'
import { withoutStrangers } from './memory.ts'
import type { Parts } from './parts.ts'

/** Wraps what `revive` threw, so that it is not taken for damaged bytes. */
export class ReviveFault extends Error {
  constructor(cause: unknown) {
    super('a shared object could not be revived', { cause })
  }
}

/**
 * Reads what v8Writer.ts wrote. ArrayBuffers and typed arrays get memory of their own, because a program may use a
 * typed array's `buffer` as if it were all its own; Buffers of parts may be views, as Buffers often are.
 *
 * @throws Error for bytes that are not such a value; ReviveFault for what `revive` threw
 */
export function readValue({ body, parts, wholeBuffers }: ReadParts, revive: Revive): unknown {
  const reader = new ValueReader(body, parts, revive)
  for (let id = 0; id < wholeBuffers; id++) reader.transferArrayBuffer(id, ownBuffer(parts[id]!))
  reader.readHeader()
  const value: unknown = reader.readValue()
  reader.readCauses()
  return value
}

type ReadParts = Parts & { body: Buffer; parts: Buffer[] }

class ValueReader extends Deserializer {
  readonly #parts: readonly Buffer[]
  readonly #revive: Revive
  /** Errors whose cause follows the value. */
  readonly #withCause: Error[] = []

  constructor(body: Buffer, parts: readonly Buffer[], revive: Revive) {
    super(body)
    this.#parts = parts
    this.#revive = revive
  }

  /** Called by V8. */
  _readHostObject(): unknown {
    const tag = this.readUint32()
    switch (tag) {
      case hostTags.reference:
        return this.#readReference()
      case hostTags.error:
        return this.#readError()
      case hostTags.inlineView:
        return this.#readInlineView()
      case hostTags.partView:
        return this.#readPartView()
      case hostTags.sharedView:
        return this.#readSharedView()
      default:
        throw new RangeError(`unknown tag ${tag}`)
    }
  }

  readCauses(): void {
    for (const error of this.#withCause) define(error, 'cause', this.readValue())
  }

  #readReference(): unknown {
    const reference = JSON.parse(String(this.readValue())) as SharedReference
    try {
      return this.#revive(reference)
    } catch (error) {
      throw new ReviveFault(error)
    }
  }

  #readError(): Error {
    const name = String(this.readValue())
    const message: unknown = this.readValue()
    const error = makeError(name, typeof message === 'string' ? message : undefined)
    define(error, 'stack', this.readValue())
    if (this.readUint32() > 0) this.#withCause.push(error)
    return error
  }

  #readInlineView(): ArrayBufferView {
    const type = this.readUint32()
    const bytes = this.readRawBytes(this.readUint32())
    // Copied: a few bytes must not keep the frame that they came in.
    return type === bufferType ? Buffer.from(bytes) : makeView(type, ownBuffer(bytes))
  }

  #readPartView(): ArrayBufferView {
    const type = this.readUint32()
    const part = this.#parts[this.readUint32()]
    if (part === undefined) throw new RangeError('a part is missing')
    return type === bufferType ? withoutStrangers(part) : makeView(type, ownBuffer(part))
  }

  #readSharedView(): ArrayBufferView {
    const type = this.readUint32()
    const byteOffset = this.readUint32()
    const byteLength = this.readUint32()
    const buffer: unknown = this.readValue()
    if (!types.isArrayBuffer(buffer)) throw new TypeError('a view without its buffer')
    return makeView(type, buffer, byteOffset, byteLength)
  }
}

function makeView(
  type: number,
  buffer: ArrayBuffer,
  offset = 0,
  byteLength = buffer.byteLength,
): ArrayBufferView {
  const known = viewTypes[type]
  if (known === undefined) throw new RangeError(`unknown view type ${type}`)
  const [, View, elementBytes] = known
  return new View(buffer, offset, byteLength / elementBytes)
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}

const errorClasses: Record<string, ErrorConstructor> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

function makeError(name: string, message: string | undefined): Error {
  const ErrorClass = Object.hasOwn(errorClasses, name) ? errorClasses[name]! : Error
  const { stackTraceLimit } = Error
  // The stack is the sender's; capturing one here would be most of the cost.
  Error.stackTraceLimit = 0
  const error = new ErrorClass(message)
  Error.stackTraceLimit = stackTraceLimit
  if (error.name !== name) define(error, 'name', name)
  return error
}

/** Defines a property as the language does for those of errors: not enumerable. */
function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false })
}
