import { types } from 'node:util'
import { hasExtraProperties } from './arrays.ts'
import { explainFault, Refused, TooDeep } from './faults.ts'
import { isShared, maxDepth, toSharedReference, type SharedReference } from './item.ts'
import { innermostClass, renderPath, type Step } from './path.ts'
import { refuseBuffer, refuseFunction, refuseHostObject, refuseObject, refuseSymbol } from './refusal.ts'

/** What a walk through a value found that its writing depends on. */
export interface Survey {
  /** The shared objects and what stands for them. */
  shared: Map<object, SharedReference>
  /** Whether it holds errors, which V8 would strip of their own names. */
  hasErrors: boolean
  /**
   * The ArrayBuffers of views that are no Buffers, and whether one must be sent whole, as structured clone does:
   * when the value holds it by itself or several views of it. A single view brings the bytes that it shows.
   */
  buffers: Map<ArrayBuffer, boolean>
}

/**
 * Walks a value that is not JSON-safe before V8 serialises it, because V8 neither knows shared objects nor says
 * where in the value it met what it cannot clone, and because a depth that this stack can write may be more than
 * the receiver's can read.
 *
 * @param label the root of the path in errors
 * @throws SerializationError naming the path of what cannot be sent
 */
export function survey(value: unknown, label: string): Survey {
  const walk = new Walk()
  try {
    walk.enter(value)
    return walk
  } catch (error) {
    const inside = innermostClass(value, walk.path)
    throw explainFault(error, { label, path: renderPath(label, walk.path), inside })
  }
}

/** The path of `target` in `value`; `label` alone when a second walk does not meet it. */
export function pathOf(value: unknown, target: object, label: string): string {
  const walk = new Walk(target)
  try {
    walk.enter(value)
  } catch {
    return renderPath(label, walk.path)
  }
  return label
}

class Walk implements Survey {
  readonly shared = new Map<object, SharedReference>()
  readonly buffers = new Map<ArrayBuffer, boolean>()
  hasErrors = false
  /** The steps to where the walk is; still there when it throws. */
  readonly path: Step[] = []
  readonly #met = new Set<object>()
  readonly #target: object | undefined

  constructor(target?: object) {
    this.#target = target
  }

  enter(value: unknown): void {
    if (typeof value === 'object') {
      if (value !== null) this.#enterObject(value)
    } else if (typeof value === 'function') throw new Refused(refuseFunction(value))
    else if (typeof value === 'symbol') throw new Refused(refuseSymbol())
  }

  #enterObject(value: object): void {
    if (this.#met.has(value)) {
      return
    }
    this.#met.add(value)
    if (value === this.#target) throw new Refused(refuseHostObject(value))
    if (this.path.length >= maxDepth) throw new TooDeep()
    if (!types.isProxy(value) && isShared(value)) {
      this.shared.set(value, value[toSharedReference]())
      return
    }
    this.#enterPart(value)
  }

  #enterPart(value: object): void {
    if (Array.isArray(value) && !types.isProxy(value)) this.#enterArray(value)
    else if (types.isMap(value)) this.#enterMap(value)
    else if (types.isSet(value)) this.#enterSet(value)
    else if (types.isDate(value) || types.isRegExp(value)) return
    else if (types.isNativeError(value)) this.#enterError(value)
    else if (ArrayBuffer.isView(value)) this.#enterView(value)
    else if (types.isAnyArrayBuffer(value)) this.#enterBuffer(value)
    else {
      const refusal = refuseObject(value)
      if (refusal) throw new Refused(refusal)
      if (!types.isBoxedPrimitive(value)) this.#enterProperties(value, Object.keys(value))
    }
  }

  #enterProperties(value: object, keys: readonly string[]): void {
    const source = value as Record<string, unknown>
    for (const key of keys) {
      // Before the read: a getter may throw.
      this.path.push(key)
      this.enter(source[key])
      this.path.pop()
    }
  }

  #enterArray(array: readonly unknown[]): void {
    const { length } = array
    for (let index = 0; index < length; index++) {
      const item = array[index]
      // A hole: the array may be sparse, and then counting up to its length may never end.
      if (item === undefined && !Object.hasOwn(array, index)) return this.#enterSparse(array, index)
      if (typeof item !== 'object' && typeof item !== 'function' && typeof item !== 'symbol') continue
      this.path.push(index)
      this.enter(item)
      this.path.pop()
    }
    if (hasExtraProperties(array)) this.#enterProperties(array, Object.keys(array).slice(length))
  }

  #enterSparse(array: readonly unknown[], from: number): void {
    for (const key of Object.keys(array)) {
      const index = Number(key)
      if (index < from) continue
      this.path.push(String(index) === key ? index : key)
      this.enter((array as unknown as Record<string, unknown>)[key])
      this.path.pop()
    }
  }

  #enterMap(map: ReadonlyMap<unknown, unknown>): void {
    let place = 0
    for (const [key, value] of map) {
      this.path.push({ part: 'key', place })
      this.enter(key)
      this.path[this.path.length - 1] = { part: 'value', place, key }
      this.enter(value)
      this.path.pop()
      place++
    }
  }

  #enterSet(set: ReadonlySet<unknown>): void {
    let place = 0
    for (const member of set) {
      this.path.push({ part: 'member', place: place++ })
      this.enter(member)
      this.path.pop()
    }
  }

  #enterError(error: Error): void {
    this.hasErrors = true
    if (Object.hasOwn(error, 'cause')) this.#enterProperties(error, ['cause'])
  }

  #enterView(view: ArrayBufferView): void {
    const { buffer } = view
    const refusal = refuseBuffer(buffer)
    if (refusal) throw new Refused(refusal)
    // A Buffer is its bytes: most share a pool with strangers, whose bytes must not be sent along.
    if (!Buffer.isBuffer(view))
      this.buffers.set(buffer as ArrayBuffer, this.buffers.has(buffer as ArrayBuffer))
  }

  #enterBuffer(buffer: ArrayBufferLike): void {
    const refusal = refuseBuffer(buffer)
    if (refusal) throw new Refused(refusal)
    this.buffers.set(buffer as ArrayBuffer, true)
  }
}
