import { describe, expect, it } from 'vitest'
import { beginImport, registerProgram } from '../../../../src/engine/library/program.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import { TaskQueue, type Slice } from '../../../../src/engine/worker/taskQueue.ts'
import { items } from '../broker/items.ts'

beginImport('program.ts')
registerProgram({ double: (n: number) => n * 2, negate: (n: number) => -n, notAFunction: 7 })

/** Runs a slice as a worker does. */
function run(slice: Slice | undefined): unknown[] {
  const results: unknown[] = []
  while (slice && slice.next < slice.end) {
    const position = slice.next++
    try {
      results.push(
        slice.faults?.has(position) ? slice.faults.get(position) : slice.run(slice.values[position]),
      )
    } catch (error) {
      results.push((error as Error).name)
    }
  }
  return results
}

describe('TaskQueue', () => {
  it('makes slices across the calls of one function, and none across two functions', () => {
    const queue = new TaskQueue()
    queue.push('double', 'item', false, items(1, 2, 3))
    queue.push('double', 'item', false, items(4))
    queue.push('negate', 'item', false, items(5, 6))
    expect(run(queue.take(2))).toEqual([2, 4])
    expect(run(queue.take(10))).toEqual([6, 8])
    expect(run(queue.take(10))).toEqual([-5, -6])
    expect(queue.take(10)).toBeUndefined()
  })

  it('takes a task by itself that is to be alone', () => {
    const queue = new TaskQueue()
    queue.push('double', 'item', false, items(1))
    queue.push('double', 'item', true, items(2))
    queue.push('double', 'item', false, items(3))
    expect([1, 2, 3].map(() => run(queue.take(10)))).toEqual([[2], [4], [6]])
  })

  it('goes on with what was put off, and gives back all that is beyond the slice', () => {
    const queue = new TaskQueue()
    queue.push('double', 'item', false, items(1, 2, 3, 4, 5))
    queue.push('negate', 'item', false, items(6, 7))
    const slice = queue.take(4) as Slice
    slice.next = slice.end = 1
    expect(run(queue.take(2))).toEqual([4, 6])
    expect(queue.giveBack()).toBe(4)
    expect(queue.take(10)).toBeUndefined()
    queue.push('double', 'item', false, items(8))
    expect(run(queue.take(10))).toEqual([16])
    expect(queue.giveBack()).toBe(0)
  })

  it('keeps a value that cannot be read, and a function that cannot be found, to their tasks', () => {
    const queue = new TaskQueue()
    const good = items(1, 2)
    const torn = Buffer.concat([good.payload.subarray(0, 2), Buffer.from('}]'), good.payload.subarray(4)])
    queue.push('double', 'item', false, ItemRun.of(good.table, torn))
    queue.push('notThere', 'item', false, items(1))
    queue.push('notAFunction', 'item', false, items(1))
    const [first, second] = run(queue.take(10))
    expect(first).toBe(2)
    expect(second).toMatchObject({ name: 'SerializationError' })
    expect(run(queue.take(10))).toEqual(['NotExportedError'])
    expect(run(queue.take(10))).toEqual(['NotExportedError'])
  })

  it('passes arguments and chunks as their shapes say', async () => {
    const queue = new TaskQueue()
    queue.push('double', 'arguments', false, items([4, 'ignored']))
    queue.push('double', 'chunk', false, items([1, 2, 3]))
    queue.push('negate', 'argument-chunk', false, items([[1], [2]]))
    expect(await Promise.all([...run(queue.take(9)), ...run(queue.take(9)), ...run(queue.take(9))])).toEqual([
      8,
      [2, 4, 6],
      [-1, -2],
    ])
  })
})
