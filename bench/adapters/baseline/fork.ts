import type { Figures, WorkSpec } from '../../contract.ts'
import { takeSamples } from '../../measure.ts'
import { median } from '../../statistics.ts'
import { endChild, forkBaseline, nextMessage } from './child.ts'

/** `child_process.fork` of a child without any import, until its first message is here. */
export function measureFork(spec: WorkSpec): Promise<Figures> {
  return takeSamples(spec.sampling, async () => {
    const timesMs: number[] = []
    for (let started = 0; started < spec.count; started++) timesMs.push(await timeToFirstMessage())
    return { value: median(timesMs), checksum: timesMs.length }
  })
}

async function timeToFirstMessage(): Promise<number> {
  const startedAt = performance.now()
  const child = forkBaseline('forkChild.mjs')
  const message = await nextMessage(child)
  const elapsedMs = performance.now() - startedAt
  if (message !== child.pid) throw new Error(`the first message was ${JSON.stringify(message)}, not the pid`)
  await endChild(child)
  return elapsedMs
}
