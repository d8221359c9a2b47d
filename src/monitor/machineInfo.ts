import { availableParallelism, cpus, totalmem } from 'node:os'
import type { MachineInfo } from '../shared/machine.ts'
import { loadSystemInformation, type SystemInformation } from './system/systemInformation.ts'

/** The package asks other programs (lscpu, PowerShell); one that hangs must not keep a report waiting. */
const answerWithinMs = 5000

let known: Promise<MachineInfo> | undefined

/**
 * What this machine is. Asked once per process and kept. Never fails: where the number of physical cores
 * cannot be found out it is the number of logical ones.
 */
export function machineInfo(): Promise<MachineInfo> {
  known ??= describeMachine(loadSystemInformation)
  return known
}

/** {@link machineInfo} without the cache, from a source of the caller's. */
export async function describeMachine(load: () => Promise<SystemInformation>): Promise<MachineInfo> {
  const logicalCores = Math.max(1, cpus().length)
  return {
    logicalCores,
    ...(availableParallelism() < logicalCores && { usableCores: availableParallelism() }),
    physicalCores: plausibleCores(await askPhysicalCores(load), logicalCores),
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    runtimeVersion: `node ${process.versions.node}`,
  }
}

async function askPhysicalCores(load: () => Promise<SystemInformation>): Promise<number> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<number>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs, 0)
  })
  const answer = load().then(
    async (system) => (await system.cpu()).physicalCores,
    () => 0,
  )
  try {
    return await Promise.race([answer.catch(() => 0), tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** Virtual machines report 0, or the sockets of the host. */
function plausibleCores(physicalCores: number, logicalCores: number): number {
  const isPlausible = Number.isInteger(physicalCores) && physicalCores > 0 && physicalCores <= logicalCores
  return isPlausible ? physicalCores : logicalCores
}
