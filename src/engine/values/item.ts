/**
 * Values on the wire. Data flow: encode.ts snapshots one value as an {@link EncodedItem} (at `put`, `send`,
 * `apply`: a later mutation of the source is never seen); itemRun.ts packs the items of a tick into one payload
 * buffer and a table, which travel opaquely through the broker; decode.ts turns a run back into values.
 * All of it is stateless between calls: an item belongs to who encoded it, a run is immutable.
 */

/** How an item's bytes are to be read. Three bits on the wire: see `ItemRun.table`. */
export const itemKinds = {
  /** JSON text in UTF-8 with a trailing comma, so that neighbours parse as one array. */
  json: 0,
  /** `undefined`; no bytes. */
  undefined: 1,
  /** V8's value serialiser, see v8Writer.ts. */
  v8: 2,
  /** An array of numbers that are all 32-bit integers, packed little-endian. */
  int32s: 3,
  /** An array of numbers, packed as little-endian doubles. */
  float64s: 4,
  /** A Buffer's bytes as they are. */
  bytes: 5,
  /** `v8` with its large buffers beside it, see parts.ts. */
  v8Parts: 6,
} as const

export type ItemKind = (typeof itemKinds)[keyof typeof itemKinds]

/** A value snapshotted at encode time: later mutation of the source must not change it. */
export interface EncodedItem {
  kind: ItemKind
  /** JSON kind: the JSON text with a trailing comma. */
  text: string | undefined
  /** All other kinds; none for `undefined`. */
  bytes: Buffer | undefined
  /** The shared objects inside the value, each once, in no particular order. */
  references: SharedReference[] | undefined
}

/** What stands for a shared object (queue, connection…) inside a value: plain JSON. */
export interface SharedReference {
  type: string
  id: number
  [fact: string]: unknown
}

/** Shared objects implement this method: `[toSharedReference](): SharedReference`. */
export const toSharedReference: unique symbol = Symbol.for('forkscope.sharedReference')

/** Makes the receiving process's object for a reference; called once for each reference in a value. */
export type Revive = (reference: SharedReference) => unknown

/** The largest item, in bytes: beyond it the table's entries and V8's strings would overflow. */
export const maxItemBytes = 2 ** 28

/** JSON items are joined up to this length, so that many large ones never exceed what one string can hold. */
export const longestJoined = 2 ** 23

/**
 * The deepest nesting that is sent. V8's deserialiser recurses natively and overflows a default stack between
 * 1,000 and 2,000 objects, which the sender could not know; so the limit is set where every receiver can follow.
 */
export const maxDepth = 1000

const isShared = (value: object): value is { [toSharedReference]: () => SharedReference } =>
  typeof (value as { [toSharedReference]?: unknown })[toSharedReference] === 'function'

export { isShared }
