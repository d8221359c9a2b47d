import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { describe, expect, it } from 'vitest'
import { machineInfoSchema, machineLoadSchema, type MachineLoad } from '../../../src/shared/machine.ts'
import { ProcLoadSource, SystemLoadSource } from '../../../src/monitor/loadSource.ts'
import { machineInfo } from '../../../src/monitor/machineInfo.ts'
import { MachineSampler } from '../../../src/monitor/machineSampler.ts'
import { loadSystemInformation } from '../../../src/monitor/system/systemInformation.ts'
import { Children, eventually } from './children.ts'

/** A program of util-linux. */
const taskset: string = 'taskset'

/** One that this process may use. */
function firstCore(): string {
  return /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
}

const blocked = 'process.stdout.write("x\\n", () => { for (;;); })'

describe('the machine', () => {
  it('is described once', async () => {
    const info = machineInfoSchema.parse(await machineInfo())
    expect(info).toMatchObject({ logicalCores: cpus().length, memoryBytes: totalmem() })
    expect(machineInfo()).toBe(machineInfo())
  })

  it('has fewer cores for those that may not use them all', async ({ skip }) => {
    const hasTaskset = spawnSync(taskset, ['--version']).status === 0
    if (!hasTaskset || availableParallelism() < 2) skip()
    const module = JSON.stringify(new URL('../../../src/monitor/machineInfo.ts', import.meta.url).href)
    const script = `const { machineInfo } = await import(${module}); console.log(JSON.stringify(await machineInfo()))`
    const { stdout } = spawnSync(taskset, [
      '-c',
      firstCore(),
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ])
    expect(JSON.parse(String(stdout))).toMatchObject({ logicalCores: cpus().length, usableCores: 1 })
  })

  it('has a load per core that rises with the work', async () => {
    await using children = new Children()
    await children.startNode(blocked)
    using sampler = new MachineSampler({ intervalMs: 300 })
    const loads = await new Promise<MachineLoad[]>((resolve) => {
      const seen: MachineLoad[] = []
      const end = sampler.onSample((load) => {
        if (seen.push(load) < 3) return
        end()
        resolve(seen)
      })
    })
    const load = machineLoadSchema.parse(loads.at(-1))
    expect(load.cores).toHaveLength(cpus().length)
    expect(load.cores.every((core) => core >= 0 && core <= 100)).toBe(true)
    // One process that never pauses keeps one core's worth busy, whichever core it is on.
    expect(load.cores.reduce((sum, core) => sum + core, 0)).toBeGreaterThan(50)
    expect(load.memoryUsedBytes).toBeGreaterThan(0)
    expect(load.memoryUsedBytes).toBeLessThan(load.memoryTotalBytes)
    expect(load.ownCpuPercent).toBeLessThan(100)
    expect(sampler.history()).toHaveLength(3)
  })

  it.runIf(process.platform === 'linux')('is the same by /proc and by the package', async () => {
    await using children = new Children()
    await children.startNode(blocked)
    const ours = new ProcLoadSource()
    const theirs = new SystemLoadSource(loadSystemInformation)
    // The two cannot look at the same instant, and the machine does not hold still: one window that agrees.
    await eventually(async () => {
      await Promise.all([ours.read(), theirs.read()])
      await new Promise((resolve) => setTimeout(resolve, 1000))
      const [own, other] = await Promise.all([ours.read(), theirs.read()])
      expect(other.cores).toHaveLength(own.cores.length)
      const isSame = own.cores.every((core, index) => Math.abs(core - (other.cores[index] ?? 0)) < 10)
      return isSame || undefined
    }, 'the same load')
    await eventually(async () => {
      const other = await new SystemLoadSource(loadSystemInformation).read()
      const own = await ours.read()
      expect(own.memory.totalBytes).toBe(other.memory.totalBytes)
      const difference = Math.abs(own.memory.usedBytes - other.memory.usedBytes)
      return difference < 0.02 * own.memory.totalBytes || undefined
    }, 'the same memory')
  })
})
