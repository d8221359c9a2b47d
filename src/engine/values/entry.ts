/** An item's entry in a run's table, a Uint32: `byteLength * 8 + kind`. */

const kindBits = 3

/** The kind in a table entry. */
export const entryKind = (entry: number): number => entry & ((1 << kindBits) - 1)

/** The byte length in a table entry. */
export const entryLength = (entry: number): number => entry >>> kindBits

/** A table entry. `byteLength` up to {@link maxItemBytes} fits. */
export const makeEntry = (byteLength: number, kind: number): number => byteLength * (1 << kindBits) + kind
