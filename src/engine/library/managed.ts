import { MisuseError } from '../errors.ts'
import { encodeValue } from '../values/encode.ts'
import { toSharedReference, type EncodedItem, type SharedReference } from '../values/item.ts'
import { client } from './client.ts'
import { reviveWith, takeRevived } from './sharedReferences.ts'

/**
 * How this process calls what a manager holds: every call is one item [object, method, arguments], and all of a
 * tick's calls leave together.
 */

/** Where an object is held. */
export interface ManagedPlace {
  /** The manager's number. */
  manager: number
  /** The manager's name, for people. */
  managerName: string
  /** The object's number. */
  object: number
  /** What every call may take, in ms. */
  callTimeoutMs?: number | undefined
}

/** Number 0 stands for the manager itself. */
export const managerItself = 0

/** Rejects instead of throwing, as calls that fail later do. */
export function callManaged<T = void>(place: ManagedPlace, method: string, args: unknown[]): Promise<T> {
  try {
    const item = encodeCall(place.object, method, args)
    return client().sendItem<T>('manager.call', place.manager, item, place.callTimeoutMs)
  } catch (error) {
    return Promise.reject(error)
  }
}

/**
 * Calls the manager itself. Not held back by calls that wait for room: a proxy of what is made may be sent at once.
 *
 * @param given - what the program gave, called `label` in errors.
 * @throws SerializationError at once.
 */
export function tellManager<T = void>(
  { manager: object }: ManagedPlace,
  method: string,
  args: unknown[],
  given?: unknown,
  label?: string,
): Promise<T> {
  const item = encodeCall(managerItself, method, args, given, label)
  return client().request<T>((id) => ({ op: 'manager.call', object, id, n: 1 }), [item])
}

/** @throws SerializationError with a path that begins at what the program gave. */
function encodeCall(
  object: number,
  method: string,
  args: unknown[],
  given: unknown = args,
  label = 'args',
): EncodedItem {
  try {
    return encodeValue([object, method, args], 'call')
  } catch (error) {
    encodeValue(given, label)
    throw error
  }
}

/**
 * What all proxies have in common. A proxy travels as an argument, in messages and in other managed objects, and is
 * the same live object wherever it arrives.
 */
export abstract class ManagedProxy {
  readonly #place: ManagedPlace
  readonly #type: string

  /** @internal A manager makes proxies. */
  constructor(type: string, className: string) {
    const known = takeRevived()
    if (!known) throw new MisuseError(`A ${className} is made by a manager: const manager = await Manager().`)
    this.#type = type
    this.#place = placeOf(known)
  }

  /** The name of the manager that holds the object. */
  get managerName(): string {
    return this.#place.managerName
  }

  /** @internal */
  protected call<T = void>(method: string, ...args: unknown[]): Promise<T> {
    return callManaged<T>(this.#place, method, args)
  }

  toString(): string {
    return `<${this.constructor.name} of ${this.managerName}>`
  }

  [toSharedReference](): SharedReference {
    return referenceTo(this.#type, this.#place)
  }
}

export function referenceTo(type: string, place: ManagedPlace): SharedReference {
  const { object, manager, managerName, callTimeoutMs } = place
  return { type, id: object, manager, managerName, ...(callTimeoutMs !== undefined && { callTimeoutMs }) }
}

export function placeOf(reference: SharedReference): ManagedPlace {
  const { id: object, manager, managerName, callTimeoutMs } = reference
  return {
    manager: manager as number,
    managerName: String(managerName),
    object,
    ...(typeof callTimeoutMs === 'number' && { callTimeoutMs }),
  }
}

/** A proxy for what the manager is asked to hold. */
export function proxyFor<T>(type: string, place: ManagedPlace, construct: () => T): T {
  return reviveWith(referenceTo(type, place), construct)
}
