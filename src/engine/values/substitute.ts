import { types } from 'node:util'
import { hasExtraProperties } from './arrays.ts'
import { isShared, toSharedReference, type SharedReference } from './item.ts'
import type { Survey } from './survey.ts'

/** What is written in the place of a placeholder. */
export type Substitute = { reference: SharedReference } | { error: ErrorData }

/** An error's parts; `cause` in an array, because undefined is a cause too. */
export interface ErrorData {
  name: string
  message: string | undefined
  stack: string | undefined
  cause: [unknown] | []
}

export interface Substitution {
  /** A copy of the value with placeholders. */
  value: unknown
  substitutes: Map<object, Substitute>
}

/**
 * Copies a value's structure with placeholders for shared objects and errors. V8's serialiser asks its owner
 * about "host objects" alone, which to Node are typed arrays; so empty typed arrays are the placeholders. The
 * source itself is never touched.
 */
export function substitute(value: unknown, survey: Survey): Substitution {
  const copier = new Copier(survey.shared)
  return { value: copier.copy(value), substitutes: copier.substitutes }
}

class Copier {
  readonly substitutes = new Map<object, Substitute>()
  readonly #shared: Map<object, SharedReference>
  readonly #copies = new Map<object, object>()

  constructor(shared: Map<object, SharedReference>) {
    this.#shared = shared
  }

  copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    return this.#copies.get(value) ?? this.#copyObject(value)
  }

  #copyObject(value: object): object {
    // A getter may answer otherwise than in the survey; what it now hides is left to V8 to refuse.
    if (types.isProxy(value)) return value
    if (isShared(value)) {
      const reference = this.#shared.get(value) ?? value[toSharedReference]()
      this.#shared.set(value, reference)
      return this.#place(value, { reference })
    }
    if (Array.isArray(value)) return this.#copyArray(value)
    if (types.isMap(value)) return this.#copyMap(value)
    if (types.isSet(value)) return this.#copySet(value)
    if (types.isNativeError(value)) return this.#copyError(value)
    return isLeaf(value) ? value : this.#copyProperties(value)
  }

  #place(value: object, substitute: Substitute): object {
    const placeholder = new Uint8Array(0)
    this.#copies.set(value, placeholder)
    this.substitutes.set(placeholder, substitute)
    return placeholder
  }

  #copyProperties(value: object): object {
    // Without a prototype, `__proto__` is a key like any other; V8 writes both alike.
    const copy = Object.create(null) as Record<string, unknown>
    this.#copies.set(value, copy)
    const source = value as Record<string, unknown>
    for (const key of Object.keys(source)) copy[key] = this.copy(source[key])
    return copy
  }

  #copyArray(array: readonly unknown[]): object {
    const copy: unknown[] = []
    this.#copies.set(array, copy)
    const { length } = array
    for (let index = 0; index < length; index++) {
      if (!Object.hasOwn(array, index)) return this.#copyKeys(array, copy)
      copy.push(this.copy(array[index]))
    }
    return hasExtraProperties(array) ? this.#copyKeys(array, copy) : copy
  }

  #copyKeys(array: readonly unknown[], copy: unknown[]): object {
    const source = array as unknown as Record<string, unknown>
    const target = copy as unknown as Record<string, unknown>
    copy.length = array.length
    for (const key of Object.keys(array))
      if (!Object.hasOwn(target, key)) {
        const options = {
          value: this.copy(source[key]),
          enumerable: true,
          writable: true,
          configurable: true,
        }
        Object.defineProperty(target, key, options)
      }
    return copy
  }

  #copyMap(map: ReadonlyMap<unknown, unknown>): object {
    const copy = new Map<unknown, unknown>()
    this.#copies.set(map, copy)
    for (const [key, value] of map) copy.set(this.copy(key), this.copy(value))
    return copy
  }

  #copySet(set: ReadonlySet<unknown>): object {
    const copy = new Set()
    this.#copies.set(set, copy)
    for (const member of set) copy.add(this.copy(member))
    return copy
  }

  #copyError(error: Error): object {
    const data: ErrorData = {
      name: String(error.name),
      message: Object.hasOwn(error, 'message') ? String(error.message) : undefined,
      stack: typeof error.stack === 'string' ? error.stack : undefined,
      cause: [],
    }
    const placeholder = this.#place(error, { error: data })
    // After placing it: an error may be its own cause.
    if (Object.hasOwn(error, 'cause')) data.cause = [this.copy(error.cause)]
    return placeholder
  }
}

function isLeaf(value: object): boolean {
  return (
    types.isDate(value) ||
    types.isRegExp(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isBoxedPrimitive(value)
  )
}
