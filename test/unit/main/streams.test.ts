import { expect, test } from 'vitest'
import { machineStream } from '../../../src/main/services/machineStream.ts'
import { processStream } from '../../../src/main/services/processStream.ts'
import type { MachineLoad, ProcessTable } from '../../../src/shared/machine.ts'

const load = (atMs: number): MachineLoad => ({
  atMs,
  cores: [0],
  cpuPercent: 0,
  memoryUsedBytes: 0,
  memoryTotalBytes: 0,
  ownCpuPercent: 0,
})

/** A watcher that takes an item when the test says so. */
function watcher<T>() {
  const items: T[] = []
  const errors: unknown[] = []
  let take: () => void = () => {}
  return {
    items,
    errors,
    take: () => take(),
    sink: {
      emit: (item: T) => {
        items.push(item)
        return new Promise<void>((resolve) => (take = resolve))
      },
      end: () => {},
      fail: (error: unknown) => void errors.push(error),
    },
  }
}

test('a watcher of the load gets the history, then what came while it was busy, at most a minute of it', async () => {
  const listeners = new Set<(load: MachineLoad) => void>()
  const stream = machineStream({
    history: () => [load(1), load(2)],
    onSample: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const page = watcher<MachineLoad[]>()
  const dispose = stream(null, page.sink)
  for (let atMs = 3; atMs <= 100; atMs++) for (const listener of listeners) listener(load(atMs))
  expect(page.items.map((loads) => loads.length)).toEqual([2])
  page.take()
  await expect.poll(() => page.items.length).toBe(2)
  expect(page.items[1]!.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 60 }, (_, index) => index + 41))
  dispose()
  expect(listeners.size).toBe(0)
})

test('the next process table is read when the last one was taken, and none after the watcher has gone', async () => {
  let samples = 0
  const sample = (): Promise<ProcessTable> => Promise.resolve({ atMs: ++samples, rows: [], omitted: 0 })
  const page = watcher<ProcessTable>()
  const dispose = processStream({ sample })({ intervalMs: 1 }, page.sink)
  await expect.poll(() => page.items.length).toBe(1)
  expect(samples).toBe(1)
  page.take()
  await expect.poll(() => page.items.length).toBe(2)
  dispose()
  page.take()
  await new Promise((resolve) => setImmediate(resolve))
  expect(samples).toBe(2)
})

test('a table that cannot be read ends the stream with the reason', async () => {
  const page = watcher<ProcessTable>()
  processStream({ sample: () => Promise.reject(new Error('no /proc')) })({ intervalMs: 250 }, page.sink)
  await expect.poll(() => page.errors.map(String)).toEqual(['Error: no /proc'])
})
