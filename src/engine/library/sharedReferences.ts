import { MultiprocessingError } from '../errors.ts'
import type { SharedReference } from '../values/item.ts'

/** How the classes of shared objects come back to life in the process that receives them. */
const revivers = new Map<string, (reference: SharedReference) => unknown>()

export function registerShared(type: string, reviver: (reference: SharedReference) => unknown): void {
  revivers.set(type, reviver)
}

export function revive(reference: SharedReference): unknown {
  const reviver = revivers.get(reference.type)
  if (!reviver)
    throw new MultiprocessingError('serialization', `A shared ${reference.type} cannot be received here.`)
  return reviver(reference)
}

/** The ends of pipes among them: what closing takes along if it comes first. */
export function connectionsIn(references: readonly SharedReference[] | undefined): number[] | undefined {
  const ends = references?.filter(({ type }) => type === 'connection').map(({ id }) => id)
  return ends && ends.length > 0 ? ends : undefined
}

let revived: SharedReference | undefined

/**
 * Constructs an object for a reference instead of a new one: private fields exist only on what a constructor
 * has made, and the public constructors should not show a parameter that is nobody's business.
 */
export function reviveWith<T>(reference: SharedReference, construct: () => T): T {
  revived = reference
  try {
    return construct()
  } finally {
    revived = undefined
  }
}

/** For constructors: the reference that they are to stand for, if any. */
export function takeRevived(): SharedReference | undefined {
  const reference = revived
  revived = undefined
  return reference
}

/** For constructors of subclasses, whose superclass takes it. */
export function peekRevived(): SharedReference | undefined {
  return revived
}
