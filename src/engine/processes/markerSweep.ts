import { readdirSync, readFileSync } from 'node:fs'

/**
 * The last resort against processes that outlive their run: a program that was started by a worker, left its
 * process group and was given to init is found by nothing but what it inherited, its environment.
 *
 * Synchronous and without other modules: the guardian runs it after its host is gone.
 */

/** A variable that every process of a run has in its environment, with a value that nobody else has. */
export interface RunMarker {
  name: string
  value: string
}

/** Ends the hunt for a program that forks faster than it can be read. The caller may sweep again. */
const mostPasses = 20

/**
 * Kills (SIGKILL) every process that was started with the marker in its environment, except this one and
 * those excluded. Does nothing where there is no `/proc`.
 *
 * A process may fork and leave while the list is read, so passes go on until one has met no process that
 * the pass before it had not met. Those killed are still listed by the system for some milliseconds.
 *
 * Between the look at an environment and the kill there is a window of microseconds in which the process may
 * end; its pid would have to be given away again in it to hit another one.
 *
 * @param exclude - pids to leave alone.
 * @returns the pids that were found, in ascending order.
 */
export function sweepRun(marker: RunMarker, exclude: Iterable<number> = []): number[] {
  // Without a value every process with an empty variable of that name would be meant.
  if (marker.name === '' || marker.value === '')
    throw new RangeError('A run marker needs a name and a value.')
  const entry = entryOf(marker)
  const spared = new Set([...exclude, process.pid])
  const met = new Set<number>()
  const found = new Set<number>()
  for (let pass = 0; pass < mostPasses; pass++) {
    const pids = listPids().filter((pid) => !spared.has(pid) && !found.has(pid))
    const isQuiet = pids.every((pid) => met.has(pid))
    // Read again although met before: while a process execs, its environment reads as empty.
    for (const pid of pids) {
      met.add(pid)
      if (!hasEntry(pid, entry)) continue
      found.add(pid)
      kill(pid)
    }
    if (isQuiet) break
  }
  return [...found].sort((a, b) => a - b)
}

/** The pids of processes that were started with the marker, newest first. */
export function findMarked(marker: RunMarker): number[] {
  const entry = entryOf(marker)
  return listPids().filter((pid) => hasEntry(pid, entry))
}

function entryOf({ name, value }: RunMarker): Buffer {
  return Buffer.from(`\0${name}=${value}\0`)
}

/** Newest first: what forks without end is gone a millisecond after it was listed. */
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
