import type { FoundProcess, ProcessLookUp } from '../processLookUp.ts'
import { ownRights } from '../processRules.ts'
import { visibleText } from '../visibleText.ts'
import type { SystemInformation } from './systemInformation.ts'
import {
  listProcessesAfresh,
  startSecondsOf,
  startToleranceSeconds,
  stateOf,
  uidsOf,
} from './systemProcesses.ts'

/** Looks into a fresh list of processes, where there is no `/proc`. */
export class SystemLookUp implements ProcessLookUp {
  readonly startTolerance = startToleranceSeconds
  readonly #load: () => Promise<SystemInformation>

  constructor(load: () => Promise<SystemInformation>) {
    this.#load = load
  }

  async find(pid: number): Promise<FoundProcess | null> {
    const process = (await listProcessesAfresh(this.#load)).find((candidate) => candidate.pid === pid)
    if (!process) return null
    const startTime = startSecondsOf(process)
    return {
      startTime,
      startedAt: startTime * 1000,
      name: visibleText(process.name, 64),
      user: visibleText(process.user, 64),
      parentPid: process.parentPid,
      isKernelThread: false,
      isZombie: stateOf(process) === 'zombie',
      uids: uidsOf(process, ownRights()),
    }
  }

  isStill(): boolean {
    return true
  }
}
