import type { ChildProcess, SerializationType } from 'node:child_process'
import type { Figures, WorkSpec } from '../../contract.ts'
import { perSecond, takeSamples, type Sample } from '../../measure.ts'
import { median } from '../../statistics.ts'
import type { SmallMessage } from '../../workloads.ts'
import { endChild, forkBaseline, nextMessage } from './child.ts'

/** `process.send` from a child to its parent, and back and forth: what Node itself offers. */
async function measureSend(serialization: SerializationType, spec: WorkSpec): Promise<Figures> {
  const child = forkBaseline('sendChild.ts', serialization)
  try {
    await nextMessage(child)
    const operation = spec.work.startsWith('round-trip') ? roundTrips : receiveBurst
    return await takeSamples(spec.sampling, () => operation(child, spec))
  } finally {
    await endChild(child)
  }
}

export const measureSendJson = (spec: WorkSpec): Promise<Figures> => measureSend('json', spec)
export const measureSendAdvanced = (spec: WorkSpec): Promise<Figures> => measureSend('advanced', spec)

function receiveBurst(child: ChildProcess, spec: WorkSpec): Promise<Sample> {
  const { count, messageBytes } = spec
  return new Promise((resolve) => {
    let [received, checksum, started] = [0, 0, 0]
    const onMessage = (message: SmallMessage | Uint8Array): void => {
      if (received++ === 0) started = performance.now()
      checksum += messageBytes > 0 ? (message as Uint8Array).byteLength : (message as SmallMessage).id
      if (received < count) return
      child.off('message', onMessage)
      const perSecondAfterFirst = perSecond(count - 1, performance.now() - started)
      const scale = messageBytes > 0 ? messageBytes / 1e6 : 1
      resolve({ value: perSecondAfterFirst * scale, checksum })
    }
    child.on('message', onMessage)
    child.send({ count, messageBytes })
  })
}

async function roundTrips(child: ChildProcess, { count }: WorkSpec): Promise<Sample> {
  const timesMs: number[] = []
  let checksum = 0
  for (let id = 0; id < count; id++) {
    const started = performance.now()
    const answer = new Promise<number>((resolve) => void child.once('message', (n) => resolve(n as number)))
    child.send(id)
    checksum += await answer
    timesMs.push(performance.now() - started)
  }
  return { value: median(timesMs) * 1000, checksum }
}
