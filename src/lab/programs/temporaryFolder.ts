import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'forkscope-run-'

/**
 * A new folder that only this user may enter. Its name carries our pid and where that pid counts, so that a later
 * host can tell the folders of hosts that were killed before they could clean up.
 */
export async function createTemporaryFolder(): Promise<string> {
  // mkdtemp creates with mode 0700.
  return mkdtemp(join(tmpdir(), `${prefix}${process.pid}-${await pidScope()}-`))
}

export async function removeTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Removes what hosts that are no longer alive left behind. Never throws: it is housekeeping. */
export async function sweepTemporaryFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  const scope = await pidScope()
  const stale = names.filter((name) => isStale(name, scope))
  await Promise.allSettled(stale.map((name) => removeTemporaryFolder(join(tmpdir(), name))))
}

function isStale(name: string, scope: string): boolean {
  const owner = /^(\d+)-([0-9a-f]{8})-/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '')
  // Another shape, or a pid that means nothing here: not ours to judge.
  return owner !== null && owner[2] === scope && !isAlive(Number(owner[1]))
}

/**
 * What pids are unique in, as eight hexadecimal digits. Containers may share a temporary folder but not their
 * pids: where one sees no process, another has a living one. Elsewhere than on Linux there is one scope.
 */
async function pidScope(): Promise<string> {
  const [bootId, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ])
  return createHash('sha256').update(`${bootId.trim()} ${namespace}`).digest('hex').slice(0, 8)
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
