import { inspect, types } from 'node:util'
import { encodeValue } from '../values/encode.ts'
import { isShared } from '../values/item.ts'

const maxDepth = 64
const maxValues = 100_000

/**
 * A copy of what `main` returned, with a description in the place of each part that cannot be sent: a function
 * beside the figures must not cost the figures. Descriptions have a `$type`, as those in the report.
 */
export function describeUnsendable(result: unknown): unknown {
  return new Describer().describe(result, 0)
}

class Describer {
  readonly #copies = new Map<object, unknown>()
  #left = maxValues

  describe(value: unknown, depth: number): unknown {
    this.#left--
    if (typeof value === 'function') return { $type: 'function', name: String(value.name) }
    if (typeof value === 'symbol') return { $type: 'symbol', value: String(value) }
    if (typeof value !== 'object' || value === null) return value
    if (this.#copies.has(value)) return this.#copies.get(value)
    if (depth >= maxDepth || this.#left < 0) return { $type: 'truncated', value: briefly(value) }
    try {
      return this.#container(value, depth + 1) ?? sent(value)
    } catch {
      return { $type: nameOf(value), value: briefly(value) }
    }
  }

  /** Undefined for what has no parts of its own to describe. */
  #container(value: object, depth: number): unknown {
    if (types.isProxy(value)) return undefined
    if (Array.isArray(value)) {
      const copy: unknown[] = this.#remember(value, [])
      for (const item of value) copy.push(this.describe(item, depth))
      return copy
    }
    if (types.isMap(value)) {
      const copy = this.#remember(value, new Map<unknown, unknown>())
      for (const [key, item] of value) copy.set(this.describe(key, depth), this.describe(item, depth))
      return copy
    }
    if (types.isSet(value)) {
      const copy = this.#remember(value, new Set())
      for (const item of value) copy.add(this.describe(item, depth))
      return copy
    }
    return isRecord(value) ? this.#members(value, depth) : undefined
  }

  #members(value: object, depth: number): object {
    const copy = this.#remember<Record<string, unknown>>(value, {})
    for (const key of Object.keys(value)) {
      const member = this.#member(value, key, depth)
      // As an own member, also one that is called __proto__.
      Object.defineProperty(copy, key, { value: member, enumerable: true })
    }
    return copy
  }

  #member(value: object, key: string, depth: number): unknown {
    try {
      return this.describe((value as Record<string, unknown>)[key], depth)
    } catch (error) {
      return { $type: 'getter', error: String(error) }
    }
  }

  #remember<C extends object>(value: object, copy: C): C {
    this.#copies.set(value, copy)
    return copy
  }
}

/** The value itself, if it can be sent. */
function sent(value: object): unknown {
  encodeValue(value, 'result')
  return value
}

/** Plain data, or an object of the program's own classes; errors, dates, shared objects and such are not. */
function isRecord(value: object): boolean {
  return tagOf(value) === 'Object' && !isShared(value)
}

function nameOf(value: object): string {
  if (types.isProxy(value)) return 'Proxy'
  return tagOf(value)
}

/** `Object`, `Date`, `Error`, `Promise`, … */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

function briefly(value: object): string {
  if (types.isNativeError(value)) return `${value.name}: ${value.message}`
  return inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 200, maxArrayLength: 10 })
}
