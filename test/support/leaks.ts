import { readFileSync, readdirSync } from 'node:fs'

/**
 * Processes that belong to a test file: every one below this process, and every one that inherited the file's
 * mark in its environment (an orphan has lost its parent, but not its environment). From /proc, so on Linux
 * only: elsewhere none are found, and only temporary files are watched.
 */

export const markVariable = 'FORKSCOPE_TEST_FILE'

export interface FoundProcess {
  pid: number
  command: string
}

interface ProcEntry extends FoundProcess {
  parentPid: number
  isZombie: boolean
}

export function findProcesses(mark: string): FoundProcess[] {
  return new ProcessWatch(mark).find()
}

/** Looks again and again, and no more at those that were others' the times before: cheap enough for every case. */
export class ProcessWatch {
  readonly #mark: string
  readonly #seen = new Set<number>()
  readonly #foreign = new Set<number>()

  constructor(mark: string) {
    this.#mark = mark
  }

  find(): FoundProcess[] {
    const entries = readEntries((pid) => !this.#foreign.has(pid))
    const parents = new Map(entries.map(({ pid, parentPid }) => [pid, parentPid]))
    const isOwn = ({ pid, isZombie, command }: ProcEntry): boolean =>
      pid !== process.pid &&
      !isZombie &&
      (descendsFrom(pid, process.pid, parents) || hasMark(pid, this.#mark)) &&
      !isEsbuildService(command)
    const own = entries.filter(isOwn)
    for (const { pid } of entries.filter((entry) => !own.includes(entry))) {
      // Twice: what is just being started may show its environment a moment later.
      if (this.#seen.has(pid)) this.#foreign.add(pid)
      this.#seen.add(pid)
    }
    return own.map(({ pid, command }) => ({ pid, command }))
  }
}

/** Whether it still runs: a zombie does not, it only waits for a parent that reads its exit code. */
export function isRunning(pid: number): boolean {
  if (process.platform === 'linux') return readEntry(pid)?.isZombie === false
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** It serves the whole process that asked for a bundle, and ends with it. */
function isEsbuildService(command: string): boolean {
  return /esbuild\S* --service=/.test(command)
}

function readEntries(isWanted: (pid: number) => boolean): ProcEntry[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isWanted(pid))
    .map(readEntry)
    .filter((entry) => entry !== undefined)
}

function readEntry(pid: number): ProcEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything, also a parenthesis.
    const [state, parentPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid, command, parentPid: Number(parentPid), isZombie: state === 'Z' || state === 'X' }
  } catch {
    return undefined // It ended meanwhile.
  }
}

function descendsFrom(pid: number, ancestor: number, parents: Map<number, number>): boolean {
  for (let at = parents.get(pid); at !== undefined && at !== 0; at = parents.get(at)) {
    if (at === ancestor) return true
  }
  return false
}

function hasMark(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${markVariable}=${mark}`)
  } catch {
    return false
  }
}
