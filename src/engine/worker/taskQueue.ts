import { revive } from '../library/sharedReferences.ts'
import { decodeRun } from '../values/decode.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { TaskShape } from '../wire/operations.ts'
import { taskOf, type RunTask } from './taskShapes.ts'

/** Tasks that were decoded; those from `next` to `end` are to be run now. */
export interface Slice {
  readonly run: RunTask
  readonly values: unknown[]
  /** Errors in place of values, by position. */
  readonly faults: ReadonlyMap<number, unknown> | undefined
  next: number
  end: number
}

interface Batch {
  readonly run: RunTask
  items: ItemRun
}

/** The tasks that a worker has at hand, in order. They are decoded only when they are about to run. */
export class TaskQueue {
  #batches: Batch[] = []
  #slice: Slice | undefined

  push(name: string, shape: TaskShape, items: ItemRun): void {
    this.#batches.push({ run: findTask(name, shape), items })
  }

  /** Up to `max` next tasks; undefined when there are none. */
  take(max: number): Slice | undefined {
    const current = this.#slice
    if (current && current.next < current.values.length) {
      current.end = Math.min(current.next + max, current.values.length)
      return current
    }
    return (this.#slice = this.#decodeNext(max))
  }

  /** Forgets everything beyond the slice that was taken; returns how many tasks. */
  giveBack(): number {
    let count = 0
    for (const { items } of this.#batches) count += items.count
    this.#batches = []
    const slice = this.#slice
    if (!slice) return count
    count += slice.values.length - slice.end
    slice.values.length = slice.end
    return count
  }

  #decodeNext(max: number): Slice | undefined {
    const batch = this.#batches[0]
    if (!batch) return undefined
    const [items, rest] = batch.items.take(max)
    if (rest) batch.items = rest
    else this.#batches.shift()
    const { values, faults } = decode(items)
    return { run: batch.run, values, faults, next: 0, end: values.length }
  }
}

/** A function that cannot be found is an error of its tasks, not of the worker. */
function findTask(name: string, shape: TaskShape): RunTask {
  try {
    return taskOf(name, shape)
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** A value that cannot be read, or revived, is its task's error alone. */
function decode(items: ItemRun): Pick<Slice, 'values' | 'faults'> {
  try {
    return { values: decodeRun(items, revive), faults: undefined }
  } catch (error) {
    if (items.count === 1) return { values: [undefined], faults: new Map([[0, error]]) }
  }
  const values: unknown[] = []
  const faults = new Map<number, unknown>()
  for (let index = 0; index < items.count; index++) {
    const one = decode(items.slice(index, index + 1))
    values.push(one.values[0])
    if (one.faults) faults.set(index, one.faults.get(0))
  }
  return { values, faults }
}
