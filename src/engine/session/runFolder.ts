import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The kernel's limit for a Unix socket's path is 108 bytes with the final zero (104 on macOS). */
const maxSocketPathBytes = 100

/** Where a run's processes find its broker. Only this user can enter the folder. */
export interface Rendezvous {
  address: string
  /** Shown by every process that connects. */
  key: string
  dispose(): void
}

export function createRendezvous(): Rendezvous {
  const key = randomBytes(32).toString('hex')
  if (process.platform === 'win32') {
    return { address: `\\\\.\\pipe\\forkscope-${randomBytes(16).toString('hex')}`, key, dispose: () => {} }
  }
  const isShort = Buffer.byteLength(join(tmpdir(), 'forkscope-XXXXXX', 'broker')) <= maxSocketPathBytes
  // mkdtemp creates the folder with mode 0700.
  const folder = mkdtempSync(join(isShort ? tmpdir() : '/tmp', 'forkscope-'))
  return {
    address: join(folder, 'broker'),
    key,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
}
