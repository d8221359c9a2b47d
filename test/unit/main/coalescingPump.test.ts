import { expect, test } from 'vitest'
import { CoalescingPump } from '../../../src/main/services/coalescingPump.ts'

/** A watcher that takes items when the test says so. */
function manualSink() {
  const items: number[][] = []
  const log: string[] = []
  let take: () => void = () => {}
  return {
    items,
    log,
    take: async () => {
      take()
      await Promise.resolve()
      await Promise.resolve()
    },
    sink: {
      emit: (item: number[]) => {
        items.push(item)
        return new Promise<void>((resolve) => (take = resolve))
      },
      end: () => log.push('end'),
      fail: (error: unknown) => log.push(String(error)),
    },
  }
}

const concatenate = (waiting: number[], next: number[]): number[] => [...waiting, ...next].slice(-3)

test('a slow watcher costs one waiting item, and gets everything that the merge keeps', async () => {
  const watcher = manualSink()
  const pump = new CoalescingPump(watcher.sink, concatenate)
  for (let value = 0; value < 10; value++) pump.push([value])
  expect(watcher.items).toEqual([[0]])
  await watcher.take()
  expect(watcher.items).toEqual([[0], [7, 8, 9]])
  pump.push([10])
  pump.end()
  pump.push([11])
  await watcher.take()
  expect(watcher.items.at(-1)).toEqual([10])
  expect(watcher.log).toEqual([])
  await watcher.take()
  expect(watcher.log).toEqual(['end'])
})

test('a watcher that has gone is sent nothing more', async () => {
  const watcher = manualSink()
  const pump = new CoalescingPump(watcher.sink, concatenate)
  pump.push([1])
  pump.push([2])
  pump.dispose()
  pump.end()
  await watcher.take()
  expect(watcher.items).toEqual([[1]])
  expect(watcher.log).toEqual([])
})

test('an error of the merge or of the sink ends the stream with it', async () => {
  const watcher = manualSink()
  const pump = new CoalescingPump(
    { ...watcher.sink, emit: () => Promise.reject(new Error('broken')) },
    concatenate,
  )
  pump.push([1])
  await expect.poll(() => watcher.log).toEqual(['Error: broken'])
})
