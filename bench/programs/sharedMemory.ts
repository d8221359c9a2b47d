import { RawArray } from 'multiprocessing'
import type { Figures, WorkSpec } from '../contract.ts'
import { perSecond, takeSamples, type Sample } from '../measure.ts'
import { readSpec, type BenchParams } from './spec.ts'

/** Reads and writes of a shared array, by the process that created it. */
export async function main(params: BenchParams): Promise<Figures> {
  const spec = readSpec(params)
  const operation = await operationOf(spec)
  return takeSamples(spec.sampling, operation)
}

const length = 1_000

async function operationOf(spec: WorkSpec): Promise<() => Promise<Sample>> {
  if (spec.work === 'shared-range') return ranges(spec)
  const array = new RawArray('float64', length)
  const view = await array.view()
  if (spec.work === 'shared-elements-burst') return timed(spec, (count) => burst(array, count))
  if (spec.work === 'shared-elements-view' && view)
    return timed(spec, (count) => Promise.resolve(throughView(view, count)))
  return timed(spec, (count) => oneByOne(array, count))
}

/** As many writes as reads. */
function timed({ count }: WorkSpec, work: (count: number) => Promise<number>): () => Promise<Sample> {
  return async () => {
    const started = performance.now()
    const checksum = await work(count)
    return { value: perSecond(2 * count, performance.now() - started), checksum }
  }
}

async function oneByOne(array: RawArray<'float64'>, count: number): Promise<number> {
  let total = 0
  for (let n = 0; n < count; n++) {
    await array.set(n % length, n)
    total += await array.get(n % length)
  }
  return total
}

async function burst(array: RawArray<'float64'>, count: number): Promise<number> {
  const read: Promise<number>[] = []
  for (let n = 0; n < count; n++) {
    void array.set(n % length, n)
    read.push(array.get(n % length))
  }
  let total = 0
  for (const value of read) total += await value
  return total
}

function throughView(view: Float64Array<SharedArrayBuffer>, count: number): number {
  let total = 0
  for (let n = 0; n < count; n++) {
    view[n % length] = n
    total += view[n % length] as number
  }
  return total
}

/** Writes a range and reads it, in MB of both. */
function ranges({ count, messageBytes }: WorkSpec): () => Promise<Sample> {
  const elements = Float64Array.from({ length: messageBytes / 8 }, (_, n) => n)
  const array = new RawArray('float64', elements.length)
  return async () => {
    const started = performance.now()
    let checksum = 0
    for (let n = 0; n < count; n++) {
      elements[0] = n
      await array.setRange(0, elements)
      const range = await array.getRange()
      checksum += (range[0] as number) + range.length
    }
    return { value: perSecond((2 * count * messageBytes) / 1e6, performance.now() - started), checksum }
  }
}
