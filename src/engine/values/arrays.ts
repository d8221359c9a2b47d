import { inspect } from 'node:util'

/**
 * Structured clone keeps an array's named properties (as of a RegExp match), JSON and packed numbers do not. No
 * part of the language tells in constant time whether an array has any: `Object.keys` makes a string of every
 * index, which for a million numbers costs many times the copy. `util.inspect` does know; with no element to
 * be shown it takes half a microsecond for any length.
 */

/** All that matters is named, because a program may change the defaults. */
const inspectOptions = {
  maxArrayLength: 0,
  depth: 0,
  breakLength: Infinity,
  compact: 3,
  customInspect: false,
  colors: false,
  showHidden: false,
  numericSeparator: false,
} as const
const longestListed = 48

const inspectTells =
  shownAsPlain(new Array(5).fill(0)) && !shownAsPlain(Object.assign([1, 2, 3, 4, 5], { a: 1 }))

/** Whether an array without holes has enumerable properties other than its elements. */
export function hasExtraProperties(array: readonly unknown[]): boolean {
  if (array.length <= longestListed || !inspectTells) return Object.keys(array).length !== array.length
  return !shownAsPlain(array)
}

function shownAsPlain(array: readonly unknown[]): boolean {
  return inspect(array, inspectOptions) === `[ ... ${array.length} more items ]`
}
