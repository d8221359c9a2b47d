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
  readonly isAlone: boolean
  items: ItemRun
}

/** The tasks that a worker has at hand, in order. They are decoded only when they are about to run. */
export class TaskQueue {
  #batches: Batch[] = []
  #head = 0
  #slice: Slice | undefined
  /** By name and shape: neighbours of one function share a slice, whatever calls they belong to. */
  readonly #functions = new Map<string, RunTask>()

  /** @param isAlone - the task is taken by itself. */
  push(name: string, shape: TaskShape, isAlone: boolean, items: ItemRun): void {
    this.#batches.push({ run: this.#find(name, shape), isAlone, items })
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
    for (const { items } of this.#batches.slice(this.#head)) count += items.count
    this.#batches = []
    this.#head = 0
    const slice = this.#slice
    if (!slice) return count
    count += slice.values.length - slice.end
    slice.values.length = slice.end
    return count
  }

  #decodeNext(max: number): Slice | undefined {
    const first = this.#batches[this.#head]
    if (!first) return undefined
    const values: unknown[] = []
    const faults = new Map<number, unknown>()
    for (let batch: Batch | undefined = first; batch; batch = this.#batches[this.#head]) {
      if (batch !== first && (batch.run !== first.run || batch.isAlone || first.isAlone)) break
      const [items, rest] = batch.items.take(max - values.length)
      decodeInto(items, values, faults)
      if (rest) {
        batch.items = rest
        break
      }
      this.#head++
    }
    this.#forgetTaken()
    return {
      run: first.run,
      values,
      faults: faults.size > 0 ? faults : undefined,
      next: 0,
      end: values.length,
    }
  }

  #forgetTaken(): void {
    if (this.#head < 256 && this.#head < this.#batches.length) return
    this.#batches = this.#batches.slice(this.#head)
    this.#head = 0
  }

  #find(name: string, shape: TaskShape): RunTask {
    const key = `${shape} ${name}`
    let run = this.#functions.get(key)
    if (!run) this.#functions.set(key, (run = findTask(name, shape)))
    return run
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
function decodeInto(items: ItemRun, values: unknown[], faults: Map<number, unknown>): void {
  try {
    for (const value of decodeRun(items, revive)) values.push(value)
  } catch (error) {
    if (items.count === 1) {
      faults.set(values.length, error)
      values.push(undefined)
      return
    }
    for (let index = 0; index < items.count; index++)
      decodeInto(items.slice(index, index + 1), values, faults)
  }
}
