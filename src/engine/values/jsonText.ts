import { types } from 'node:util'
import { hasExtraProperties } from './arrays.ts'
import { makesPlainData } from './dataClasses.ts'
import { maxDepth, toSharedReference } from './item.ts'
import { quote, quoteKey } from './quote.ts'

/**
 * The fast path of the codec: JSON text for values that JSON carries exactly as structured clone would, else
 * `undefined` and the value goes the slower way. An own writer rather than a check and `JSON.stringify`, because
 * it reads every property once: an accessor or a `toJSON` cannot make the text differ from what was checked.
 */

/** Strings of this length and more go by V8, which copies them instead of escaping and parsing them. */
const shortestCopied = 16 * 1024

/** Objects met in the value being written: one met twice is not a tree, and identity must survive. */
const linearlySearched = 16
const met: (object | undefined)[] = new Array<object | undefined>(linearlySearched).fill(undefined)
let metCount = 0
let metSet: Set<object> | undefined
/** A getter of the value may itself encode something: the state above belongs to the outer value. */
let busy = false

/** JSON text of `value` without the trailing comma, or undefined when it is not JSON-safe. Getters may throw. */
export function jsonText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return scalarText(value)
  if (busy) return undefined
  busy = true
  try {
    return Array.isArray(value) ? arrayText(value, 1) : objectText(value, 1)
  } finally {
    busy = false
    forgetMet()
  }
}

function forgetMet(): void {
  const used = Math.min(metCount, linearlySearched)
  for (let index = 0; index < used; index++) met[index] = undefined
  metCount = 0
  metSet = undefined
}

/** Notes that `object` was met; false when it was met before. */
function meetFirst(object: object): boolean {
  const count = metCount++
  if (count < linearlySearched) {
    for (let index = 0; index < count; index++) if (met[index] === object) return false
    met[count] = object
    return true
  }
  metSet ??= new Set(met as object[])
  return metSet.size !== metSet.add(object).size
}

function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.length < shortestCopied ? quote(value) : undefined
    case 'number':
      return numberText(value)
    case 'boolean':
      return value ? 'true' : 'false'
    default:
      return value === null ? 'null' : undefined
  }
}

function numberText(value: number): string | undefined {
  if (value === 0) return 1 / value > 0 ? '0' : undefined
  // NaN and the infinities are the only numbers whose difference with themselves is not 0.
  return value - value === 0 ? `${value}` : undefined
}

function valueText(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return scalarText(value)
  if (depth >= maxDepth) return undefined
  return Array.isArray(value) ? arrayText(value, depth + 1) : objectText(value, depth + 1)
}

function objectText(value: object, depth: number): string | undefined {
  if (types.isProxy(value)) return undefined
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null ? types.isModuleNamespaceObject(value) : !makesPlainData(prototype)) return undefined
  // An iterator's symbol tells an arguments object, which is not cloneable, from a plain one.
  if (toSharedReference in value || Symbol.iterator in value || !meetFirst(value)) return undefined
  const source = value as Record<string, unknown>
  const keys = Object.keys(source)
  if (keys.length === 0) return '{}'
  let text = '{'
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    const part = valueText(source[key], depth)
    if (part === undefined) return undefined
    const keyText = quoteKey(key, depth * 16 + index)
    text += index === 0 ? keyText + part : `,${keyText}${part}`
  }
  return `${text}}`
}

function arrayText(value: unknown[], depth: number): string | undefined {
  if (types.isProxy(value) || Object.getPrototypeOf(value) !== Array.prototype) return undefined
  if (!meetFirst(value)) return undefined
  const { length } = value
  if (length === 0) return hasExtraProperties(value) ? undefined : '[]'
  let text = '['
  for (let index = 0; index < length; index++) {
    // A hole reads as undefined, which is not JSON-safe either.
    const part = valueText(value[index], depth)
    if (part === undefined) return undefined
    text += index === 0 ? part : `,${part}`
  }
  return hasExtraProperties(value) || value.length !== length ? undefined : `${text}]`
}
