import { Manager, type SyncManager } from 'multiprocessing'
import type { Figures, WorkSpec } from '../contract.ts'
import { perSecond, takeSamples, type Sample } from '../measure.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** Calls from this process to what a manager holds, one by one or all at once. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  await using manager = await Manager()
  const operation = operations[spec.work as keyof typeof operations]
  return await takeSamples(spec.sampling, () => operation(manager, spec))
}

const operations = {
  'manager-list': async (manager: SyncManager, { count }: WorkSpec): Promise<Sample> => {
    const list = manager.list<number>()
    await list.length()
    const started = performance.now()
    for (let n = 0; n < count; n++) await list.append(n)
    return { value: perSecond(count, performance.now() - started), checksum: sumOf(await list.toArray()) }
  },
  'manager-list-burst': async (manager: SyncManager, { count }: WorkSpec): Promise<Sample> => {
    const list = manager.list<number>()
    await list.length()
    const started = performance.now()
    const appended: Promise<void>[] = []
    for (let n = 0; n < count; n++) appended.push(list.append(n))
    await Promise.all(appended)
    return { value: perSecond(count, performance.now() - started), checksum: sumOf(await list.toArray()) }
  },
  'manager-dict': async (manager: SyncManager, { count }: WorkSpec): Promise<Sample> => {
    const dict = manager.dict<number, number>()
    let checksum = 0
    const started = performance.now()
    for (let n = 0; n < count; n++) {
      await dict.set(n % keys, n)
      checksum += (await dict.get(n % keys)) as number
    }
    return { value: perSecond(2 * count, performance.now() - started), checksum }
  },
  'manager-dict-burst': async (manager: SyncManager, { count }: WorkSpec): Promise<Sample> => {
    const dict = manager.dict<number, number>()
    const started = performance.now()
    const got: Promise<number | undefined>[] = []
    for (let n = 0; n < count; n++) {
      void dict.set(n % keys, n)
      got.push(dict.get(n % keys))
    }
    const checksum = sumOf((await Promise.all(got)) as number[])
    return { value: perSecond(2 * count, performance.now() - started), checksum }
  },
}

const keys = 100

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0)
}
