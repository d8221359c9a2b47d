import { findFunction } from '../library/program.ts'
import type { TaskShape } from '../wire/operations.ts'

/** Runs one task: calls the function with what the task's item holds. */
export type RunTask = (value: unknown) => unknown

/** @throws NotExportedError */
export function taskOf(name: string, shape: TaskShape): RunTask {
  const fn = findFunction(name)
  switch (shape) {
    case 'item':
      // Not `fn` itself: a task is called with its item alone, without a receiver.
      return (item) => fn(item)
    case 'arguments':
      return (args) => fn(...(args as unknown[]))
    case 'chunk':
      return (items) => runChunk(items as unknown[], fn)
    case 'argument-chunk':
      return (items) => runChunk(items as unknown[], (args) => fn(...(args as unknown[])))
  }
}

/** Stays synchronous as long as the function does: a promise per item would cost more than a small item. */
function runChunk(items: readonly unknown[], fn: RunTask): unknown[] | Promise<unknown[]> {
  const results = new Array<unknown>(items.length)
  for (let index = 0; index < items.length; index++) {
    const result = fn(items[index])
    if (isPromise(result)) return finishChunk(items, fn, results, index, result)
    results[index] = result
  }
  return results
}

async function finishChunk(
  items: readonly unknown[],
  fn: RunTask,
  results: unknown[],
  start: number,
  first: PromiseLike<unknown>,
): Promise<unknown[]> {
  results[start] = await first
  for (let index = start + 1; index < items.length; index++) results[index] = await fn(items[index])
  return results
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function'
  )
}
