import type { ProcessIdentity } from '../processHandle.ts'
import type { FoundProcess, ProcessLookUp } from '../processLookUp.ts'
import { BootClock } from './bootTime.ts'
import { readDescription } from './procDescription.ts'
import { readProcText } from './procFiles.ts'
import { parseProcStat, type ProcStat } from './procStat.ts'

/** Looks into Linux's `/proc`. */
export class ProcLookUp implements ProcessLookUp {
  readonly startTolerance = 0

  // Nothing here waits; async so that an error becomes a rejection.

  async find(pid: number): Promise<FoundProcess | null> {
    const stat = readStat(pid)
    if (!stat) return null
    const clock = new BootClock()
    clock.refresh()
    return {
      ...readDescription(stat),
      startTime: stat.startTimeTicks,
      startedAt: clock.startedAtMs(stat.startTimeTicks),
      parentPid: stat.parentPid,
      isKernelThread: stat.isKernelThread,
      isZombie: stat.state === 'zombie',
    }
  }

  isStill({ pid, startTime }: ProcessIdentity): boolean {
    return readStat(pid)?.startTimeTicks === startTime
  }
}

function readStat(pid: number): ProcStat | null {
  return parseProcStat(readProcText(`/proc/${pid}/stat`) ?? '')
}
