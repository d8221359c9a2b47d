import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { decodeRun } from '../../../../src/engine/values/decode.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'

/** Items as a burst brings them. */
export function items(...values: unknown[]): ItemRun {
  return ItemRun.pack(values.map((value) => encodeValue(value, 'item')))
}

export function valuesOf(run: ItemRun): unknown[] {
  return decodeRun(run, () => undefined)
}
