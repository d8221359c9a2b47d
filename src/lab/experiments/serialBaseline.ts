import { setImmediate as yieldToEvents } from 'node:timers/promises'

/** A block is long enough that timing it costs nothing, and short enough that progress moves. */
const blockMs = 50

export type MappedFunction = (item: unknown) => unknown

export interface SerialPass {
  /** Time in the loop alone: pauses for progress are not counted. */
  elapsedMs: number
  results: unknown[]
}

/**
 * The plain loop that parallel figures are compared with: the function over its items in this process, nothing
 * in between. Promises are awaited one after the other.
 * @param onProgress - called between blocks of about 50 ms, with the results so far
 */
export async function serialPass(
  fn: MappedFunction,
  items: readonly unknown[],
  onProgress: (results: readonly unknown[], done: number) => void = () => {},
): Promise<SerialPass> {
  const results = new Array<unknown>(items.length)
  let elapsedMs = 0
  let blockLength = 1
  for (let start = 0; start < items.length;) {
    const end = Math.min(items.length, start + blockLength)
    const startedAt = performance.now()
    await runBlock(fn, items, results, start, end)
    const tookMs = performance.now() - startedAt
    elapsedMs += tookMs
    blockLength = nextBlockLength(end - start, tookMs)
    start = end
    onProgress(results, end)
    // Lets the progress leave, and signals arrive.
    await yieldToEvents()
  }
  return { elapsedMs, results }
}

async function runBlock(
  fn: MappedFunction,
  items: readonly unknown[],
  results: unknown[],
  start: number,
  end: number,
): Promise<void> {
  for (let index = start; index < end; index++) {
    try {
      const result = fn(items[index])
      results[index] = isPromise(result) ? await result : result
    } catch (error) {
      throw itemError(error, fn.name, index)
    }
  }
}

function nextBlockLength(length: number, tookMs: number): number {
  if (tookMs < blockMs / 8) return length * 8
  return Math.max(1, Math.floor((length * blockMs) / tookMs))
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}

function itemError(error: unknown, name: string, index: number): Error {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const failure = new Error(`${name} failed on item ${index}: ${message}`, { cause: error })
  failure.name = 'ItemError'
  if (error instanceof Error && error.stack) failure.stack = error.stack
  return failure
}
