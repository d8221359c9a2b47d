import { decodeRun } from '../../../../src/engine/values/decode.ts'
import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { type Revive, type SharedReference, toSharedReference } from '../../../../src/engine/values/item.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'

/** A stand-in for a queue or connection. */
export class SharedThing {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
  [toSharedReference](): SharedReference {
    return { type: 'thing', id: this.id }
  }
}

export class RevivedThing {
  readonly reference: SharedReference
  constructor(reference: SharedReference) {
    this.reference = reference
  }
}

export const revive: Revive = (reference) => new RevivedThing(reference)

/** Sends values as one run, with a neighbour before, so that nothing is aligned by chance. */
export function sendAll(values: readonly unknown[]): unknown[] {
  const items = ['x', ...values].map((value) => encodeValue(value, 'item'))
  const [, ...received] = decodeRun(ItemRun.pack(items), revive)
  return received
}

export function send<T>(value: T): T {
  return sendAll([value])[0] as T
}

/** Whether two graphs are equal in shape: what is one object in the one is one object in the other. */
export function haveSameIdentities(left: unknown, right: unknown): boolean {
  const partners = new Map<object, object>()
  const taken = new Set<object>()
  const pending: [unknown, unknown][] = [[left, right]]
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [a, b] = pair
    if (!isObject(a) || !isObject(b)) continue
    const partner = partners.get(a)
    if (partner === b) continue
    if (partner !== undefined || taken.has(b)) return false
    partners.set(a, b)
    taken.add(b)
    const others = partsOf(b)
    partsOf(a).forEach((part, index) => pending.push([part, others[index]]))
  }
  return true
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

export function partsOf(value: object): unknown[] {
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return [...value]
  if (ArrayBuffer.isView(value)) return Buffer.isBuffer(value) ? [] : [value.buffer]
  return value instanceof Error ? [value.cause] : Object.values(value)
}
