import { createHash } from 'node:crypto'

/** Results are hashed in slices, so that ten million of them never become one string. */
const sliceLength = 10_000

/** SHA-256 of the results' JSON. Bytes count as base64, bigints as their digits. */
export function digestResults(results: readonly unknown[]): string {
  const hash = createHash('sha256')
  for (let start = 0; start < results.length; start += sliceLength) {
    const slice = results.slice(start, start + sliceLength)
    hash.update(JSON.stringify(slice, asJson).slice(start === 0 ? 0 : 1, -1))
    if (start + sliceLength < results.length) hash.update(',')
  }
  return hash.update(results.length === 0 ? '[]' : ']').digest('hex')
}

function asJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')
  if (value instanceof Map || value instanceof Set) return [...value]
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as number[])
  return value
}
