import type { SharedReference } from '../values/item.ts'

/** What operations are made of; see operations.ts for what the fields mean. */

export interface ItemCount {
  n: number
  /** Shared objects inside the items: [item's position in this operation, its references]. */
  refs?: [number, SharedReference[]][]
}

export interface Request {
  id: number
}

export interface OnObject {
  object: number
}

export interface Wait {
  timeoutMs?: number
}
