import { createHash } from 'node:crypto'
import { decodeRun } from '../../engine/values/decode.ts'
import { encodeValue } from '../../engine/values/encode.ts'
import { isShared } from '../../engine/values/item.ts'
import { ItemRun } from '../../engine/values/itemRun.ts'
import { describeAsJson } from '../runs/jsonResult.ts'

/** Results are hashed in slices, so that ten million of them never become one string. */
const sliceLength = 10_000

/**
 * SHA-256 of the results' JSON. Bytes count as base64, bigints as their digits; what JSON cannot hold is
 * described.
 */
export function digestResults(results: readonly unknown[]): string {
  return digest(results, (result) => result)
}

/**
 * The digest that results will have when a pool returns them. Results of this process are copied as a pool copies
 * them before: what a copy lacks (a class, its getters and its `toJSON`) must not make them look different.
 */
export function digestAsReturned(results: readonly unknown[]): string {
  return digest(results, asReturned)
}

function digest(results: readonly unknown[], prepare: (result: unknown) => unknown): string {
  const hash = createHash('sha256')
  hash.update('[')
  for (let start = 0; start < results.length; start += sliceLength) {
    if (start > 0) hash.update(',')
    const slice = results.slice(start, start + sliceLength).map(prepare)
    for (const text of sliceTexts(slice)) hash.update(text)
  }
  return hash.update(']').digest('hex')
}

function asReturned(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result
  try {
    return decodeRun(ItemRun.pack([encodeValue(result, 'result')]), () => sharedObject)[0]
  } catch {
    // It cannot be sent: a pool will say so.
    return result
  }
}

/** The JSON of a slice without its brackets. */
function* sliceTexts(slice: readonly unknown[]): Generator<string> {
  try {
    yield JSON.stringify(slice, asJson).slice(1, -1)
  } catch {
    // Cyclic, or longer than a string can be.
    for (const [index, result] of slice.entries()) yield `${index === 0 ? '' : ','}${resultText(result)}`
  }
}

function resultText(result: unknown): string {
  try {
    return JSON.stringify([result], asJson).slice(1, -1)
  } catch {
    return describedText(result)
  }
}

function describedText(result: unknown): string {
  try {
    return JSON.stringify(describeAsJson(result))
  } catch {
    return '{"$type":"unreadable"}'
  }
}

/** What stands for a queue or connection in a result: every process has an object of its own for it. */
const sharedObject = { $type: 'shared' }

function asJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')
  if (value instanceof Map || value instanceof Set) return [...value]
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as number[])
  return isShared(value) ? sharedObject : value
}
