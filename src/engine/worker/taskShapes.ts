import { inspect } from 'node:util'
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
      return spread(fn)
    case 'chunk':
      return (items) => runChunk(items as unknown[], fn)
    case 'argument-chunk':
      return (items) => runChunk(items as unknown[], spread(fn))
  }
}

function spread(fn: (...args: unknown[]) => unknown): RunTask {
  return (args) => {
    if (Array.isArray(args) || isIterable(args)) return fn(...(args as Iterable<unknown>))
    throw new TypeError(
      `starmap: an item is a list of arguments, as in [[1, 2], [3, 4]], not ${inspect(args, { depth: 0 })}.`,
    )
  }
}

function isIterable(value: unknown): boolean {
  return value !== undefined && value !== null && Symbol.iterator in Object(value)
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
