/**
 * The part of the `v8` kinds that is ours: what v8Writer.ts writes where V8 asks its owner about an object, and
 * v8Reader.ts reads. Tag first (Uint32), then:
 */
export const hostTags = {
  /** A shared object: its reference as JSON, a V8 string. */
  reference: 0,
  /** An error: name, message, stack as V8 values, 1 if it has a cause; the causes follow the value in this order. */
  error: 1,
  /** A view with bytes of its own: view type, byte length, the bytes. */
  inlineView: 2,
  /** A view with bytes of its own out of band: view type, the part's number. */
  partView: 3,
  /** A view of an ArrayBuffer that the value holds elsewhere too: view type, offset, length, the buffer. */
  sharedView: 4,
} as const

type AnyViewConstructor = new (
  buffer: ArrayBuffer,
  byteOffset?: number,
  length?: number,
) => ArrayBufferView<ArrayBuffer>

/** A view's type on the wire is its place in this list; append only. */
export const viewTypes: readonly (readonly [name: string, make: AnyViewConstructor, elementBytes: number])[] =
  [
    ['DataView', DataView, 1],
    ['Uint8Array', Uint8Array, 1],
    ['Int8Array', Int8Array, 1],
    ['Uint8ClampedArray', Uint8ClampedArray, 1],
    ['Int16Array', Int16Array, 2],
    ['Uint16Array', Uint16Array, 2],
    ['Int32Array', Int32Array, 4],
    ['Uint32Array', Uint32Array, 4],
    ['Float32Array', Float32Array, 4],
    ['Float64Array', Float64Array, 8],
    ['BigInt64Array', BigInt64Array, 8],
    ['BigUint64Array', BigUint64Array, 8],
    ['Float16Array', (globalThis as { Float16Array?: AnyViewConstructor }).Float16Array ?? Uint16Array, 2],
  ]

/** Stands for a Node Buffer, which is a Uint8Array of another class. */
export const bufferType = 255

const typedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)!.get as () => string | undefined

/** The wire's number for a view's type; asks the engine, not the class, which may be a subclass. */
export function viewTypeOf(view: ArrayBufferView): number {
  if (Buffer.isBuffer(view)) return bufferType
  const name = typedArrayTag.call(view) ?? 'DataView'
  return viewTypes.findIndex(([known]) => known === name)
}
