import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { AsyncResult } from '../../../../src/engine/library/asyncResult.ts'
import { ResultIterator } from '../../../../src/engine/library/resultIterator.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

async function usedBytes(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** How much more is held after `ask` has timed out many times. */
async function keptBy(ask: () => Promise<unknown>): Promise<number> {
  const askOften = (): Promise<unknown> => Promise.allSettled(Array.from({ length: 20_000 }, ask))
  await askOften()
  const before = await usedBytes()
  await askOften()
  return (await usedBytes()) - before
}

it('who asks again and again for a result that does not come leaves nothing behind', async () => {
  const result = new AsyncResult(new Promise<number>(() => {}))
  expect(await keptBy(() => result.wait(1))).toBeLessThan(1_000_000)
  const results = new ResultIterator<number>(
    true,
    () => {},
    () => {},
  )
  expect(await keptBy(() => results.next(1))).toBeLessThan(1_000_000)
  const next = results.next(60_000)
  results.put(0, { result: 7 })
  expect(await next).toEqual({ done: false, value: 7 })
})

it('a wait with a time-out ends with the result', async () => {
  let settle!: (value: number) => void
  const result = new AsyncResult(new Promise<number>((resolve) => (settle = resolve)))
  await expect(result.get(1)).rejects.toMatchObject({ code: 'timeout' })
  const got = result.get(60_000)
  settle(7)
  expect(await got).toBe(7)
  expect(await result.get(0)).toBe(7)
})
