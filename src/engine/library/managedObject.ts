import { MisuseError } from '../errors.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import { callManaged, placeOf, referenceTo, type ManagedPlace } from './managed.ts'
import { registerShared } from './sharedReferences.ts'

type AnyMethod = (...args: never[]) => unknown

/** The methods that a proxy offers unless `exposed` names others: the public ones. */
export type PublicMethod<T> = {
  [N in keyof T]: T[N] extends AnyMethod ? (N extends `_${string}` | symbol ? never : N) : never
}[keyof T]

/** All methods, also those that are hidden unless exposed. */
export type MethodName<T> = {
  [N in keyof T]: T[N] extends AnyMethod ? (N extends string ? N : never) : never
}[keyof T]

/**
 * Stands for an object that a manager holds: each method calls the object's own in the manager's process, one call
 * after the other, and returns a promise of a copy of the result. Fields are out of reach, as in Python. An error that a
 * method throws arrives with its own name, message and class (where the program exports it).
 */
export type Proxy<T, N extends keyof T = PublicMethod<T>> = {
  readonly [M in N]: T[M] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never
}

/** Names that would make something else of the proxy: a promise, for instance. */
const impossible = new Set(['constructor', 'then', '__proto__'])

/** @throws MisuseError for a method that the class has not. */
export function exposedMethods(
  className: string,
  Class: { prototype: object },
  exposed: readonly string[] | undefined,
): string[] {
  const all = methodsOf(Class.prototype)
  if (exposed === undefined) return all.filter((name) => !name.startsWith('_') && !impossible.has(name))
  for (const name of exposed) {
    if (impossible.has(name)) throw new MisuseError(`A method named '${name}' cannot be exposed: rename it.`)
    if (!all.includes(name))
      throw new MisuseError(
        `${className} has no method '${name}' to expose; it has: ${all.join(', ') || 'none'}. Fields and getters are out of reach.`,
      )
  }
  return [...exposed]
}

function methodsOf(prototype: object): string[] {
  const names = new Set<string>()
  for (
    let level: object | null = prototype;
    level && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level)))
      if (typeof value === 'function' && name !== 'constructor') names.add(name)
  }
  return [...names]
}

const type = 'managed-object'

/** Has nothing but what is exposed: whatever the class's methods are called, they are not hidden by ours. */
export function makeProxy<T>(place: ManagedPlace, methods: readonly string[]): T {
  const proxy = {}
  for (const name of methods) {
    const value = (...args: unknown[]): Promise<unknown> => callManaged(place, name, args)
    Object.defineProperty(proxy, name, { value, enumerable: true })
  }
  const reference = (): SharedReference => ({ ...referenceTo(type, place), methods: [...methods] })
  Object.defineProperty(proxy, toSharedReference, { value: reference })
  return proxy as T
}

registerShared(type, (reference) => makeProxy(placeOf(reference), reference['methods'] as string[]))
