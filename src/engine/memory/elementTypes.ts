import { inspect } from 'node:util'
import { MisuseError } from '../errors.ts'

/** What one element of shared memory can be: C's fixed-width numbers, by the names of JavaScript's typed arrays. */

interface ElementArrays<B extends ArrayBufferLike> {
  int8: Int8Array<B>
  uint8: Uint8Array<B>
  int16: Int16Array<B>
  uint16: Uint16Array<B>
  int32: Int32Array<B>
  uint32: Uint32Array<B>
  int64: BigInt64Array<B>
  uint64: BigUint64Array<B>
  float32: Float32Array<B>
  float64: Float64Array<B>
}

/** The type of a shared value or of the elements of a shared array. */
export type ElementType = keyof ElementArrays<ArrayBuffer>

/** What an element is in the program: `bigint` for the 64-bit integers, `number` for all others. */
export type ElementOf<T extends ElementType> = T extends 'int64' | 'uint64' ? bigint : number

/** The typed array of a type: `Int32Array` for `'int32'`. */
export type ElementArray<
  T extends ElementType = ElementType,
  B extends ArrayBufferLike = ArrayBuffer,
> = ElementArrays<B>[T]

interface ElementArrayClass {
  new (length: number): ElementArray
  new (
    buffer: ArrayBufferLike,
    byteOffset?: number,
    length?: number,
  ): ElementArray<ElementType, ArrayBufferLike>
  readonly BYTES_PER_ELEMENT: number
}

const classes: Record<ElementType, unknown> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
}

/** Python's letters, which its users will try. */
const pythonCodes: Record<string, ElementType> = {
  b: 'int8',
  B: 'uint8',
  h: 'int16',
  H: 'uint16',
  i: 'int32',
  I: 'uint32',
  l: 'int64',
  L: 'uint64',
  q: 'int64',
  Q: 'uint64',
  f: 'float32',
  d: 'float64',
}

export const elementTypes = Object.keys(classes) as ElementType[]

/** @throws MisuseError for what is no type. */
export function checkType(type: unknown): asserts type is ElementType {
  if (typeof type === 'string' && Object.hasOwn(classes, type)) return
  const known = typeof type === 'string' && Object.hasOwn(pythonCodes, type) ? pythonCodes[type] : undefined
  const hint = known
    ? `Python's '${String(type)}' is '${known}' here`
    : `use one of ${elementTypes.join(', ')}`
  throw new MisuseError(`There is no element type ${inspect(type)}: ${hint}.`, { type: inspect(type) })
}

export function arrayClass(type: ElementType): ElementArrayClass {
  return classes[type] as ElementArrayClass
}

export function elementBytes(type: ElementType): number {
  return arrayClass(type).BYTES_PER_ELEMENT
}

export function isBig(type: ElementType): type is 'int64' | 'uint64' {
  return type === 'int64' || type === 'uint64'
}

export function isFloat(type: ElementType): type is 'float32' | 'float64' {
  return type === 'float32' || type === 'float64'
}

/**
 * Checks that a value can be an element. Integers of any size can: they wrap, as in C and in Python's ctypes.
 *
 * @throws MisuseError for a fraction, NaN or infinity in an integer type, for a number where a bigint belongs and
 *   the other way round, and for what is no number at all.
 */
export function checkElement<T extends ElementType>(type: T, value: unknown): asserts value is ElementOf<T> {
  if (isBig(type)) {
    if (typeof value === 'bigint') return
    const hint = Number.isSafeInteger(value) ? `: write ${String(value)}n` : ''
    throw notAnElement(type, 'a bigint', value, hint)
  }
  if (typeof value === 'number' && (isFloat(type) || Number.isInteger(value))) return
  const hint = typeof value === 'bigint' ? ': only int64 and uint64 take bigints' : ''
  throw notAnElement(type, isFloat(type) ? 'a number' : 'an integer', value, hint)
}

function notAnElement(type: ElementType, kind: string, value: unknown, hint: string): MisuseError {
  const shown = inspect(value, { depth: 0, maxStringLength: 40, breakLength: Infinity })
  return new MisuseError(`An element of type '${type}' is ${kind}, not ${shown}${hint}.`, { type })
}

/** Whether it is the type's own typed array already. */
export function isArrayOf<T extends ElementType>(type: T, items: unknown): items is ElementArray<T> {
  return items instanceof arrayClass(type)
}

/**
 * Elements as the type's own typed array, always a copy.
 *
 * @param items - a typed array of the same type, or any iterable of elements.
 * @throws MisuseError naming what cannot be an element.
 */
export function toElements<T extends ElementType>(type: T, items: unknown): ElementArray<T> {
  const Class = arrayClass(type)
  if (items instanceof Class)
    return new (Class as Int32ArrayConstructor)(items as Int32Array) as ElementArray as ElementArray<T>
  if (
    typeof items === 'string' ||
    typeof (items as Iterable<unknown> | null)?.[Symbol.iterator] !== 'function'
  ) {
    const shown = inspect(items, { depth: 0, maxStringLength: 40 })
    throw new MisuseError(`Elements of type '${type}' come as a list or a typed array, not ${shown}.`, {
      type,
    })
  }
  const list: unknown[] = Array.isArray(items) ? (items as unknown[]) : [...(items as Iterable<unknown>)]
  const elements = new Class(list.length) as Int32Array
  for (let index = 0; index < list.length; index++) {
    const item = list[index]
    checkElement(type, item)
    elements[index] = item as number
  }
  return elements as ElementArray as ElementArray<T>
}
