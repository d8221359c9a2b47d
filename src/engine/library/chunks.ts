import { MisuseError } from '../errors.ts'

/**
 * CPython's default: `ceil(length / (4 * workers))`, so that each worker gets about four chunks
 * (`multiprocessing/pool.py`, `Pool._map_async`).
 */
export function defaultChunkSize(length: number, workers: number): number {
  return Math.max(1, Math.ceil(length / (4 * workers)))
}

/** @throws MisuseError when it is not an integer of at least 1. */
export function checkChunkSize(chunkSize: number | undefined): void {
  if (chunkSize === undefined || (Number.isSafeInteger(chunkSize) && chunkSize >= 1)) return
  throw new MisuseError(`chunkSize is an integer of at least 1, not ${String(chunkSize)}.`, { chunkSize })
}

export function* chunksOf<T>(items: readonly T[], chunkSize: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += chunkSize) yield items.slice(start, start + chunkSize)
}

/** The chunks' results in one array. Written out: `flat()` takes ten times as long. */
export function joinChunks<R>(chunks: readonly (readonly R[])[]): R[] {
  let length = 0
  for (const chunk of chunks) length += chunk.length
  const results = new Array<R>(length)
  let at = 0
  for (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index++) results[at++] = chunk[index] as R
  }
  return results
}

/** Strings are iterable too, and `in` takes objects alone. */
export function isAsyncIterable<T>(input: Iterable<T> | AsyncIterable<T>): input is AsyncIterable<T> {
  return Symbol.asyncIterator in Object(input)
}

/** Everything that an asynchronous iterable gives, until nobody wants it any more. */
export async function collect<T>(iterable: AsyncIterable<T>, isOver: () => boolean): Promise<T[]> {
  const items: T[] = []
  for await (const item of iterable) {
    if (isOver()) break
    items.push(item)
  }
  return items
}
