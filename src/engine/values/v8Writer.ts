import { Serializer } from 'node:v8'
import { Refused } from './faults.ts'
import { hostTags, viewTypeOf } from './hostTags.ts'
import { smallestPart, type Parts } from './parts.ts'
import { refuseHostObject } from './refusal.ts'
import type { ErrorData, Substitute } from './substitute.ts'

/** Thrown for an object of the platform that V8 handed over and nobody knows. */
export class UnknownHostObject extends Refused {
  readonly object: object
  constructor(object: object) {
    super(refuseHostObject(object))
    this.object = object
  }
}

/**
 * Writes a value by V8's serialiser, one for each value: a shared one would send stale data for an object that is
 * changed between two sends, and make two sends of an object one object. The parts are still the source's memory:
 * they must be copied before anything else runs.
 *
 * @param buffers the ArrayBuffers of the value and whether one goes whole
 * @param substitutes what stands for the placeholders in the value
 */
export function writeValue(
  value: unknown,
  buffers: ReadonlyMap<ArrayBuffer, boolean>,
  substitutes: ReadonlyMap<object, Substitute> | undefined,
): Parts {
  const writer = new ValueWriter(buffers, substitutes)
  writer.writeHeader()
  const wholeBuffers = writer.parts.length
  writer.writeValue(value)
  writer.writeCauses()
  return { body: writer.releaseBuffer(), parts: writer.parts, wholeBuffers }
}

/** What Node documents of its serialiser and its types leave out. */
interface WithViewsAsHostObjects {
  _setTreatArrayBufferViewsAsHostObjects(flag: boolean): void
}

class ValueWriter extends Serializer {
  readonly parts: Uint8Array[] = []
  readonly #buffers: ReadonlyMap<ArrayBuffer, boolean>
  readonly #substitutes: ReadonlyMap<object, Substitute> | undefined
  /** Errors whose cause is still to be written. */
  readonly #withCause: ErrorData[] = []

  constructor(
    buffers: ReadonlyMap<ArrayBuffer, boolean>,
    substitutes: ReadonlyMap<object, Substitute> | undefined,
  ) {
    super()
    this.#buffers = buffers
    this.#substitutes = substitutes
    ;(this as unknown as WithViewsAsHostObjects)._setTreatArrayBufferViewsAsHostObjects(true)
    for (const [buffer, whole] of buffers)
      if (whole && buffer.byteLength >= smallestPart && !isResizable(buffer))
        this.transferArrayBuffer(this.parts.push(new Uint8Array(buffer)) - 1, buffer)
  }

  /** Called by V8. */
  _writeHostObject(object: object): void {
    const substitute = this.#substitutes?.get(object)
    if (substitute === undefined) {
      if (!ArrayBuffer.isView(object)) throw new UnknownHostObject(object)
      this.#writeView(object)
    } else if ('error' in substitute) this.#writeError(substitute.error)
    else {
      this.writeUint32(hostTags.reference)
      this.writeValue(JSON.stringify(substitute.reference))
    }
  }

  #writeError(error: ErrorData): void {
    this.writeUint32(hostTags.error)
    this.writeValue(error.name)
    this.writeValue(error.message)
    this.writeValue(error.stack)
    this.writeUint32(error.cause.length)
    if (error.cause.length > 0) this.#withCause.push(error)
  }

  /** After the value, not inside their errors: a cause may lead back to its error, which V8 must know by then. */
  writeCauses(): void {
    // Causes may hold further errors, which join the list while it is walked.
    for (const error of this.#withCause) this.writeValue(error.cause[0])
  }

  #writeView(view: ArrayBufferView): void {
    const buffer = view.buffer as ArrayBuffer
    if (!Buffer.isBuffer(view) && this.#buffers.get(buffer) === true) return this.#writeSharedView(view)
    const bytes = new Uint8Array(buffer, view.byteOffset, view.byteLength)
    const isPart = bytes.byteLength >= smallestPart
    this.writeUint32(isPart ? hostTags.partView : hostTags.inlineView)
    this.writeUint32(viewTypeOf(view))
    if (isPart) this.writeUint32(this.parts.push(bytes) - 1)
    else {
      this.writeUint32(bytes.byteLength)
      this.writeRawBytes(bytes)
    }
  }

  #writeSharedView(view: ArrayBufferView): void {
    this.writeUint32(hostTags.sharedView)
    this.writeUint32(viewTypeOf(view))
    this.writeUint32(view.byteOffset)
    this.writeUint32(view.byteLength)
    this.writeValue(view.buffer)
  }
}

function isResizable(buffer: ArrayBuffer): boolean {
  return (buffer as ArrayBuffer & { resizable?: boolean }).resizable === true
}
