import { MisuseError } from '../errors.ts'

/**
 * CPython's default: `ceil(length / (4 * workers))`, so that each worker gets about four chunks
 * (`multiprocessing/pool.py`, `Pool._map_async`).
 */
export function defaultChunkSize(length: number, workers: number): number {
  return Math.max(1, Math.ceil(length / (4 * workers)))
}

/** @throws MisuseError when it is not an integer of at least 1. */
export function checkChunkSize(chunkSize: number | undefined): number | undefined {
  if (chunkSize === undefined) return undefined
  if (Number.isSafeInteger(chunkSize) && chunkSize >= 1) return chunkSize
  throw new MisuseError(`chunkSize is an integer of at least 1, not ${String(chunkSize)}.`, { chunkSize })
}

export function* chunksOf<T>(items: readonly T[], chunkSize: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += chunkSize) yield items.slice(start, start + chunkSize)
}

/** Everything that an iterable gives. Arrays are copied: the caller's may change while tasks go out. */
export async function collect<T>(iterable: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  if (Symbol.asyncIterator in iterable) {
    const items: T[] = []
    for await (const item of iterable) items.push(item)
    return items
  }
  return [...iterable]
}
