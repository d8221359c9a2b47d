import { types } from 'node:util'

/**
 * Tells instances that are nothing but their own properties, as those of most classes in programs, from those of
 * the language and the platform, which carry a state that only V8 can write or nobody.
 */

const known = new WeakMap<object, boolean>()

/** Whether objects with this prototype are plain objects or instances of classes written in JavaScript alone. */
export function makesPlainData(prototype: object): boolean {
  if (prototype === Object.prototype) return true
  const answer = known.get(prototype)
  if (answer !== undefined) return answer
  const isPlain = isMadeOfOwnClasses(prototype)
  known.set(prototype, isPlain)
  return isPlain
}

function isMadeOfOwnClasses(prototype: object): boolean {
  // Classes with a tag are the platform's, such as URL: their state is out of reach.
  if (types.isProxy(prototype) || Symbol.toStringTag in prototype) return false
  let level: object | null = prototype
  while (level !== null && level !== Object.prototype) {
    const made = Object.getOwnPropertyDescriptor(level, 'constructor')?.value as unknown
    if (typeof made !== 'function' || isNative(made)) return false
    level = Object.getPrototypeOf(level) as object | null
    if (types.isProxy(level)) return false
  }
  return level !== null
}

function isNative(made: object): boolean {
  return types.isProxy(made) || Function.prototype.toString.call(made).endsWith('{ [native code] }')
}
