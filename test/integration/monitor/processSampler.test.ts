import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { describe, expect, it } from 'vitest'
import { loadSystemInformation } from '../../../src/monitor/system/systemInformation.ts'
import { SystemProcessSource } from '../../../src/monitor/system/systemProcessSource.ts'
import { ProcessSampler } from '../../../src/monitor/processSampler.ts'
import { Children, eventually, scheduling, startZombie } from './children.ts'

const blocked = 'process.stdout.write("blocked\\n", () => { for (;;); })'
const idle = 'console.log("idle"); process.stdin.resume()'
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const openDescriptors = () => readdirSync('/proc/self/fd').length

describe.runIf(process.platform === 'linux')('ProcessSampler on real processes', () => {
  it('tells of one thread of a process apart from the others', async () => {
    await using children = new Children()
    using sampler = new ProcessSampler()
    const host = await children.startNode(`
      const { Worker } = require('worker_threads')
      const code = 'const { parentPort } = require("worker_threads"); parentPort.postMessage(require("fs").readlinkSync("/proc/thread-self").split("/").pop()); for (;;);'
      new Worker(code, { eval: true }).on('message', (tid) => console.log(tid))`)
    const tid = Number(host.line)
    const threads = new Map([[tid, host.pid]])
    const samples = await eventually(async () => {
      const found = await sampler.sample([host.pid], threads)
      return (found.get(tid)?.cpuMs ?? 0) > 50 ? found : undefined
    }, 'CPU time of the thread')
    expect(samples.get(tid)).toMatchObject({ state: 'running', core: expect.any(Number) })
    expect(samples.get(host.pid)?.state).toBe('sleeping')
    expect((await sampler.sample([host.pid], new Map([[1, host.pid]]))).has(1)).toBe(false)
  })

  it('sees the CPU, the core and the memory of a process whose loop is blocked', async () => {
    await using children = new Children()
    using sampler = new ProcessSampler()
    const busy = await children.startNode(blocked)
    const calm = await children.startNode(idle)
    const pids = [busy.pid, calm.pid]
    await sampler.sample(pids)
    const startedAtMs = performance.now()
    const before = scheduling(busy.pid)
    await pause(600)
    const samples = await sampler.sample(pids)
    const after = scheduling(busy.pid)
    const percentOf = (ms: number) => (ms / (performance.now() - startedAtMs)) * 100
    const waited = percentOf(after.waitMs - before.waitMs)
    const [seen, other] = pids.map((pid) => samples.get(pid))
    expect(seen?.state).toBe('running')
    // 100 %, less what other programs took from it: so it holds on a busy machine as well.
    expect(Math.abs((seen?.cpuPercent ?? 0) + waited - 100)).toBeLessThan(15)
    expect(Math.abs((seen?.cpuPercent ?? 0) - percentOf(after.runMs - before.runMs))).toBeLessThan(15)
    expect(seen?.core).toBeGreaterThanOrEqual(0)
    expect(seen?.core).toBeLessThan(cpus().length)
    expect(seen?.rssBytes).toBeGreaterThan(20e6)
    expect(seen?.peakRssBytes).toBeGreaterThanOrEqual(seen?.rssBytes ?? 0)
    expect(seen?.threads).toBeGreaterThan(1)
    expect(other).toMatchObject({ state: 'sleeping' })
    expect(other?.cpuPercent).toBeLessThan(20)
  })

  it('knows the peak of memory that was given back', async () => {
    await using children = new Children()
    using sampler = new ProcessSampler()
    const child = await children.startNode(
      `require('v8').setFlagsFromString('--expose-gc')
       const collect = require('vm').runInNewContext('gc')
       ;(() => Buffer.alloc(150e6, 1).length)()
       setTimeout(() => { collect(); console.log('freed'); process.stdin.resume() }, 50)`,
    )
    const sample = (await sampler.sample([child.pid])).get(child.pid)
    expect(sample?.peakRssBytes).toBeGreaterThan(150e6)
    expect(sample?.peakRssBytes).toBeGreaterThan(sample?.rssBytes ?? Infinity)
  })

  it('tells stopped, running again and zombie apart, and drops what is gone', async () => {
    await using children = new Children()
    using sampler = new ProcessSampler()
    const stateOf = async (pid: number) => (await sampler.sample([pid])).get(pid)?.state
    const child = await children.startNode(idle)
    child.kill('SIGSTOP')
    await eventually(async () => (await stateOf(child.pid)) === 'stopped' || undefined, 'stopped')
    child.kill('SIGCONT')
    await eventually(async () => (await stateOf(child.pid)) === 'sleeping' || undefined, 'sleeping')
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    expect((await sampler.sample([child.pid])).size).toBe(0)

    const zombie = await startZombie(children)
    await eventually(async () => (await stateOf(zombie)) === 'zombie' || undefined, 'zombie')
    expect((await sampler.sample([zombie])).get(zombie)).toMatchObject({ rssBytes: 0 })
  })

  it('keeps one descriptor per watched process, and none in the end', async () => {
    await using children = new Children()
    const sampler = new ProcessSampler()
    const pids: number[] = []
    for (let index = 0; index < 4; index++) pids.push((await children.start('sleep', ['600'])).pid)
    const before = openDescriptors()
    for (let round = 0; round < 10; round++) await sampler.sample(pids)
    expect(openDescriptors()).toBe(before + 4)
    await sampler.sample(pids.slice(0, 1))
    expect(openDescriptors()).toBe(before + 1)
    sampler.dispose()
    sampler.dispose()
    expect(openDescriptors()).toBe(before)
    expect((await sampler.sample(pids)).size).toBe(4)
    sampler.dispose()
  })

  it('answers for pids that nobody has', async () => {
    using sampler = new ProcessSampler()
    expect((await sampler.sample([-1, 0, 4_194_305, Number.NaN])).size).toBe(0)
  })

  it('agrees with the package that is used elsewhere', async () => {
    await using children = new Children()
    using sampler = new ProcessSampler()
    using other = new ProcessSampler(new SystemProcessSource(loadSystemInformation))
    const { pid } = await children.startNode(idle)
    const ours = await eventually(async () => {
      const sample = (await sampler.sample([pid])).get(pid)
      return sample?.state === 'sleeping' ? sample : undefined
    }, 'sleeping')
    const theirs = (await other.sample([pid])).get(pid)
    expect(theirs?.state).toBe('sleeping')
    expect(Math.abs((theirs?.rssBytes ?? 0) - ours.rssBytes)).toBeLessThan(10e6)
  })
})
