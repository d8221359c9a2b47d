import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { ProcessSampler } from '../../src/monitor/processSampler.ts'
import type { Figures, WorkSpec } from '../contract.ts'
import { takeSamples } from '../measure.ts'

const samplesPerSecond = 2
/** Apart, as in life: samples in a row would find every cache warm. */
const pauseMs = 25

/** CPU time of sampling `spec.workers` processes twice a second, in percent of one core. */
export async function measureWatching(spec: WorkSpec): Promise<Figures> {
  const children = Array.from({ length: spec.workers }, () => spawn('sleep', ['600'], { stdio: 'ignore' }))
  const sampler = new ProcessSampler()
  try {
    await Promise.all(children.map((child) => once(child, 'spawn')))
    const pids = children.map((child) => child.pid!)
    return await takeSamples(spec.sampling, async () => {
      let seen = 0
      const before = process.cpuUsage()
      for (let sample = 0; sample < spec.count; sample++) {
        seen += (await sampler.sample(pids)).size
        await delay(pauseMs)
      }
      const { user, system } = process.cpuUsage(before)
      const cpuMsPerSample = (user + system) / 1000 / spec.count
      return { value: (cpuMsPerSample * samplesPerSecond) / 10, checksum: seen }
    })
  } finally {
    sampler.dispose()
    await Promise.all(children.map(end))
  }
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill()
  await exited
}
