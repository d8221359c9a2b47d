import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'forkscope-run-'

/**
 * A new folder that only this user may enter. Its name carries our pid, so that a later host can tell the
 * folders of hosts that were killed before they could clean up.
 */
export function createTemporaryFolder(): Promise<string> {
  // mkdtemp creates with mode 0700.
  return mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
}

export async function removeTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Removes what hosts that are no longer alive left behind. Never throws: it is housekeeping. */
export async function sweepTemporaryFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  const stale = names.filter((name) => name.startsWith(prefix) && !isAlive(ownerPid(name)))
  await Promise.allSettled(stale.map((name) => removeTemporaryFolder(join(tmpdir(), name))))
}

function ownerPid(name: string): number {
  return Number.parseInt(name.slice(prefix.length), 10)
}

function isAlive(pid: number): boolean {
  // A name of another shape is not ours to judge.
  if (!Number.isInteger(pid) || pid <= 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
