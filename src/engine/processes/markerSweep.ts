import { readdirSync, readFileSync } from 'node:fs'

/**
 * The last resort against processes that outlive their run: a program that was started by a worker, left its
 * process group and was given to init is found by nothing but what it inherited, its environment.
 *
 * Synchronous and without other modules: it also runs in a watchdog thread whose main thread is blocked.
 */

/** A variable that every process of a run has in its environment, with a value that nobody else has. */
export interface RunMarker {
  name: string
  value: string
}

/** Sweeps that find a new process before giving up: a program that forks without end must not hold us. */
const mostSweeps = 20

/**
 * Kills (SIGKILL) every process that was started with the marker in its environment, except this one and
 * those excluded. Sweeps again until a sweep finds nobody new, since a process may have forked while the
 * list was read. Does nothing where there is no `/proc`.
 *
 * Between the look at an environment and the kill there is a window of microseconds in which the process may
 * end; its pid would have to be given away again in it to hit another one.
 *
 * @param exclude - pids to leave alone.
 * @returns the pids that were found.
 */
export function sweepRun(marker: RunMarker, exclude: Iterable<number> = []): number[] {
  // Without a value every process with an empty variable of that name would be meant.
  if (marker.name === '' || marker.value === '')
    throw new RangeError('A run marker needs a name and a value.')
  const spared = new Set([...exclude, process.pid])
  const found = new Set<number>()
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const fresh = findMarked(marker).filter((pid) => !spared.has(pid) && !found.has(pid))
    if (fresh.length === 0) break
    for (const pid of fresh) {
      found.add(pid)
      kill(pid)
    }
  }
  return [...found]
}

/** The pids of living processes that were started with the marker, in the order of `/proc`. */
export function findMarked({ name, value }: RunMarker): number[] {
  const entry = Buffer.from(`\0${name}=${value}\0`)
  return listPids().filter((pid) => hasEntry(pid, entry))
}

function listPids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid > 1)
  } catch {
    return []
  }
}

function hasEntry(pid: number, entry: Buffer): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`)
    // Framed by zeros at both ends, so that the first and the last entry match like those between.
    return Buffer.concat([zero, environment, zero]).includes(entry)
  } catch {
    // Ended meanwhile, or another user's.
    return false
  }
}

const zero = Buffer.alloc(1)

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Ended meanwhile, or not ours to end.
  }
}
