/**
 * JSON for any value: what JSON holds stays as it is, what it cannot hold is described by an object with
 * `$type` (`{ "$type": "Map", "entries": […] }`), and what exceeds the bounds is counted, never silently cut.
 */

export interface JsonBounds {
  /** Values (members, items, strings per started KiB) that are kept. Default 100,000. */
  maxValues?: number
  maxDepth?: number
}

/** @returns JSON-safe data; undefined only for undefined itself. */
export function describeAsJson(value: unknown, bounds: JsonBounds = {}): unknown {
  const describer = new Describer(bounds.maxValues ?? 100_000, bounds.maxDepth ?? 64)
  return describer.describe(value, 0)
}

class Describer {
  #left: number
  readonly #maxDepth: number
  readonly #ancestors = new Set<object>()

  constructor(maxValues: number, maxDepth: number) {
    this.#left = maxValues
    this.#maxDepth = maxDepth
  }

  describe(value: unknown, depth: number): unknown {
    this.#left--
    switch (typeof value) {
      case 'string':
        return this.#string(value)
      case 'number':
        return Number.isFinite(value) ? value : { $type: 'number', value: String(value) }
      case 'bigint':
        return { $type: 'bigint', value: String(value) }
      case 'symbol':
        return { $type: 'symbol', value: String(value) }
      case 'function':
        return { $type: 'function', name: value.name }
      case 'object':
        return value === null ? null : this.#object(value, depth)
      default:
        return value
    }
  }

  #string(value: string): unknown {
    const kibibytes = value.length >> 10
    if (kibibytes <= this.#left) {
      this.#left -= kibibytes
      return value
    }
    const kept = Math.max(0, this.#left) << 10
    this.#left = 0
    return { $type: 'truncated', value: value.slice(0, kept), omitted: value.length - kept }
  }

  #object(value: object, depth: number): unknown {
    if (this.#ancestors.has(value)) return { $type: 'circular' }
    if (depth >= this.#maxDepth) return { $type: 'truncated', reason: `deeper than ${this.#maxDepth} levels` }
    this.#ancestors.add(value)
    try {
      return this.#describeObject(value, depth + 1)
    } finally {
      this.#ancestors.delete(value)
    }
  }

  #describeObject(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.#items(value, depth)
    if (value instanceof Date) return { $type: 'Date', value: dateText(value) }
    if (value instanceof RegExp) return { $type: 'RegExp', value: String(value) }
    if (value instanceof Map) return { $type: 'Map', entries: this.#items([...value], depth) }
    if (value instanceof Set) return { $type: 'Set', values: this.#items([...value], depth) }
    if (value instanceof Error) return { $type: 'Error', name: value.name, message: value.message }
    if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
      return { $type: 'ArrayBuffer', values: this.#items(new Uint8Array(value), depth) }
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const items = value as unknown as ArrayLike<unknown>
      return { $type: value.constructor.name, values: this.#items(items, depth) }
    }
    return this.#members(value, depth)
  }

  #items(items: ArrayLike<unknown>, depth: number): unknown[] {
    const described: unknown[] = []
    for (let index = 0; index < items.length; index++) {
      if (this.#left <= 0) return [...described, { $type: 'truncated', omitted: items.length - index }]
      described.push(this.describe(items[index], depth) ?? null)
    }
    return described
  }

  #members(value: object, depth: number): unknown {
    const entries = Object.entries(value)
    const described: [string, unknown][] = []
    for (const [index, [key, member]] of entries.entries()) {
      if (this.#left <= 0) {
        described.push(['$truncated', { $type: 'truncated', omitted: entries.length - index }])
        break
      }
      if (member !== undefined) described.push([key, this.describe(member, depth)])
    }
    // fromEntries defines own members, also one that is called __proto__.
    return Object.fromEntries(described)
  }
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString()
}
