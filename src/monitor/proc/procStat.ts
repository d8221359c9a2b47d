import type { ProcessState } from '../../shared/machine.ts'

/** One line of `/proc/<pid>/stat`, in the kernel's own units. */
export interface ProcStat {
  pid: number
  /** The kernel's short name: at most 15 bytes for programs, may hold spaces, brackets and line breaks. */
  comm: string
  state: ProcessState
  parentPid: number
  isKernelThread: boolean
  /** User and system time together, in clock ticks. */
  cpuTicks: number
  threads: number
  /** Clock ticks after boot; with the pid it names one process for ever. */
  startTimeTicks: number
  rssPages: number
  /** The logical core that it ran on last. */
  core: number
}

const states: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'sleeping',
  D: 'disk-sleep',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
  I: 'idle',
}

/** `PF_KTHREAD` in the flags. Parent 2 proves nothing: inside a container pid 2 is an ordinary program. */
const kernelThreadFlag = 0x0020_0000

// proc(5) counts fields from 1; what follows the name starts with field 3.
const field = (number: number): number => number - 3
const lastFieldNeeded = field(39)

/**
 * Parses a line of `/proc/<pid>/stat`.
 *
 * The name stands in brackets and may itself contain `) R 1`, so the fields are counted from the last
 * closing bracket of the line.
 *
 * @returns null for anything that is not such a line (a torn read, an empty file).
 */
export function parseProcStat(line: string): ProcStat | null {
  const open = line.indexOf(' (')
  const close = line.lastIndexOf(') ')
  if (open <= 0 || close <= open) return null
  const fields = line.slice(close + 2).split(' ')
  if (fields.length <= lastFieldNeeded) return null
  const at = (number: number): number => Number(fields[field(number)])
  const stat: ProcStat = {
    pid: Number(line.slice(0, open)),
    comm: line.slice(open + 2, close),
    state: states[fields[0] ?? ''] ?? 'other',
    parentPid: at(4),
    isKernelThread: (at(9) & kernelThreadFlag) !== 0,
    cpuTicks: at(14) + at(15),
    threads: at(20),
    startTimeTicks: at(22),
    rssPages: at(24),
    core: at(39),
  }
  return isWhole(stat) ? stat : null
}

function isWhole(stat: ProcStat): boolean {
  return (
    Number.isSafeInteger(stat.pid) &&
    Number.isSafeInteger(stat.parentPid) &&
    Number.isSafeInteger(stat.startTimeTicks) &&
    Number.isFinite(stat.cpuTicks) &&
    Number.isFinite(stat.threads) &&
    Number.isFinite(stat.rssPages) &&
    Number.isFinite(stat.core)
  )
}
