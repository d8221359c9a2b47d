import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { parseProcStat } from './proc/procStat.ts'
import { readProcText } from './proc/procFiles.ts'

/**
 * All processes of one run of a program that is not trusted, also those that it started itself, sent to a group or
 * session of their own and gave to init. Each inherited the mark in its environment, works in the run's folder, or
 * was seen below one that does; only what sheds all three between two looks is not found. From `/proc`: elsewhere
 * than on Linux none are.
 */
export interface ProcessMark {
  /** A variable of the environment, with a value that nobody else has. */
  name: string
  value: string
  /** The folder that the run works in, and nothing else does. */
  folder: string
}

export interface MarkedProcess {
  pid: number
  /** Memory that is not shared with a file: a program's code, which all have in common, does not count. */
  ownBytes: number
}

/** For so many looks a process that is not marked may still become so: while it execs it has no environment. */
const looksUntilSettled = 4

export class MarkedProcesses {
  readonly #entry: Buffer
  readonly #folder: string
  readonly #excluded: ReadonlySet<number>
  /** By pid and start time, which no other process ever has. */
  readonly #members = new Map<string, number>()
  readonly #looks = new Map<string, number>()

  /** @param exclude - pids to leave alone; this process always is */
  constructor({ name, value, folder }: ProcessMark, exclude: Iterable<number> = []) {
    if (name === '' || value === '') throw new RangeError('A mark needs a name and a value.')
    this.#entry = Buffer.from(`\0${name}=${value}\0`)
    this.#folder = resolved(folder)
    this.#excluded = new Set([...exclude, process.pid])
  }

  /** Those that live now. */
  look(): MarkedProcess[] {
    const found: MarkedProcess[] = []
    const alive = new Set<string>()
    for (const pid of listPids()) {
      if (this.#excluded.has(pid)) continue
      const key = this.#keyOf(pid)
      if (key === undefined) continue
      alive.add(key)
      if (this.#members.has(key)) found.push({ pid, ownBytes: ownBytes(pid) })
    }
    for (const key of this.#members.keys()) if (!alive.has(key)) this.#members.delete(key)
    for (const key of this.#looks.keys()) if (!alive.has(key)) this.#looks.delete(key)
    return found
  }

  /**
   * Kills all that live, and what they start meanwhile.
   * @returns how many are left: of what forks faster than it can be read, or belongs to another user
   */
  kill(): number {
    let left = this.look()
    for (let pass = 0; pass < mostPasses && left.length > 0; pass++) {
      for (const { pid } of left) kill(pid)
      left = this.look()
    }
    return left.length
  }

  /** Undefined for one that has ended, also where its parent has not heard of it yet. */
  #keyOf(pid: number): string | undefined {
    const stat = parseProcStat(readProcText(`/proc/${pid}/stat`) ?? '')
    if (!stat || stat.state === 'zombie' || stat.isKernelThread) return undefined
    const key = `${pid} ${stat.startTimeTicks}`
    const looks = this.#looks.get(key) ?? 0
    if (this.#members.has(key) || looks >= looksUntilSettled) return key
    if (this.#isBelow(stat.parentPid) || this.#hasMark(pid) || this.#isInFolder(pid))
      this.#members.set(key, pid)
    else this.#looks.set(key, looks + 1)
    return key
  }

  #isBelow(parentPid: number): boolean {
    for (const pid of this.#members.values()) if (pid === parentPid) return true
    return false
  }

  #hasMark(pid: number): boolean {
    try {
      return Buffer.concat([zero, readFileSync(`/proc/${pid}/environ`), zero]).includes(this.#entry)
    } catch {
      // Ended meanwhile, or another user's.
      return false
    }
  }

  #isInFolder(pid: number): boolean {
    try {
      const folder = readlinkSync(`/proc/${pid}/cwd`)
      return (
        folder === this.#folder ||
        folder.startsWith(`${this.#folder}/`) ||
        folder === `${this.#folder} (deleted)`
      )
    } catch {
      return false
    }
  }
}

/** The system names a process's folder without symbolic links, such as a temporary folder's may be. */
function resolved(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}

const mostPasses = 50
const zero = Buffer.alloc(1)

function listPids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid > 1)
      .sort((a, b) => b - a)
  } catch {
    return []
  }
}

/** Memory of this process that others do not share by mapping the same file. 0 when it has ended. */
export function ownBytes(pid: number): number {
  const status = readProcText(`/proc/${pid}/status`) ?? ''
  const kilobytes = [...status.matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s+(\d+) kB$/gm)]
  return kilobytes.reduce((total, [, value]) => total + Number(value) * 1024, 0)
}

/** Whether it was sent SIGSTOP, or is traced by another. */
export function isStopped(pid: number): boolean {
  return parseProcStat(readProcText(`/proc/${pid}/stat`) ?? '')?.state === 'stopped'
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Ended meanwhile, or not ours to end.
  }
}
