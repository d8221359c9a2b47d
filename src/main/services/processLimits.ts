import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'

/**
 * Bounds that the system itself keeps, for a session and all that it starts: also when everything that watches is
 * gone. Only those that V8 lives with. Its heaps and code reserve half a gigabyte of addresses for each thread, all
 * of which counts against `--data` and `--as`, so memory is watched instead; `--nproc` counts all of a user's.
 */

const largestFileBytes = 128 * 1024 * 1024
const spareCpuSeconds = 10

/**
 * What starts a session within its bounds.
 * @returns nothing where there is no prlimit, or it is not allowed to set them
 */
export async function prlimitPrefix(timeoutMs: number): Promise<string[]> {
  if (process.platform !== 'linux') return []
  // Of one process, which may keep every core busy for as long as the run may take.
  const cpuSeconds = Math.ceil((timeoutMs / 1_000) * availableParallelism()) + spareCpuSeconds
  const prefix = ['prlimit', '--core=0', `--fsize=${largestFileBytes}`, `--cpu=${cpuSeconds}`, '--']
  const [command = '', ...args] = prefix
  try {
    await promisify(execFile)(command, [...args, 'true'])
    return prefix
  } catch {
    return []
  }
}
