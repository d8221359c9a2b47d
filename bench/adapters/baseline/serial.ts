import type { Figures, WorkSpec } from '../../contract.ts'
import { perSecond, takeSamples } from '../../measure.ts'
import { checksum } from '../../workloads.ts'
import { endChild, forkBaseline, nextMessage } from './child.ts'

/**
 * The ideal of a pool: independent processes that share nothing, each with its part of the tasks, side by side.
 * It holds what the machine costs (shared caches, clocks, neighbours) and no message during the work.
 */
export async function measureSerial(spec: WorkSpec): Promise<Figures> {
  const children = Array.from({ length: spec.workers }, () => forkBaseline('serialChild.ts'))
  try {
    await Promise.all(children.map(nextMessage))
    const part = spec.count / spec.workers
    return await takeSamples(spec.sampling, async () => {
      const started = performance.now()
      for (const child of children) child.send({ tasks: part, primesLimit: spec.primesLimit })
      const sums = await Promise.all(children.map(nextMessage))
      const elapsedMs = performance.now() - started
      return { value: perSecond(spec.count, elapsedMs), checksum: checksum(sums as number[]) }
    })
  } finally {
    await Promise.all(children.map(endChild))
  }
}
