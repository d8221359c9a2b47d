import type { WireError } from '../../shared/errors.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { ClientOperation } from '../wire/operations.ts'
import type { Command, Requester } from './machine.ts'
import type { SharedObject } from './sharedObjects.ts'

/** Takes the place of a shared object that can be used no longer: it keeps its report and answers by one error. */
export class RetiredObject implements SharedObject {
  readonly id: number
  readonly name: string
  readonly channel: SharedObject['channel']
  readonly lock: SharedObject['lock']
  readonly #error: WireError

  constructor(object: SharedObject, error: WireError) {
    this.id = object.id
    this.name = object.name
    this.channel = object.channel?.bind(object)
    this.lock = object.lock?.bind(object)
    this.#error = error
  }

  /** Those who waited on it. */
  refuse(waiting: readonly Requester[]): Command[] {
    return waiting.map(({ client, id }) => ({ type: 'error', client, id, error: this.#error }))
  }

  handle(client: number, operation: ClientOperation, items: ItemRun | undefined): Command[] {
    return refuse(client, operation, items, this.#error)
  }

  timeout(): Command[] {
    return []
  }

  giveBack(): Command[] {
    return []
  }

  gone(): Command[] {
    return []
  }
}

/** Answers what cannot be done. */
export function refuse(
  client: number,
  operation: ClientOperation,
  items: ItemRun | undefined,
  error: WireError,
): Command[] {
  const out: Command[] = items ? [{ type: 'drop', items }] : []
  if (!('id' in operation)) return out
  // Puts of consecutive ids, one per item.
  for (let index = 0; index < (items?.count ?? 1); index++)
    out.push({ type: 'error', client, id: operation.id + index, error })
  return out
}
