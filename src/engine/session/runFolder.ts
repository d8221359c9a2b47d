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

/** @param folder - see `SessionOptions.folder`; not used where a socket's path in it would be too long. */
export function createRendezvous(folder?: string): Rendezvous {
  const key = randomBytes(32).toString('hex')
  if (process.platform === 'win32') {
    return { address: `\\\\.\\pipe\\forkscope-${randomBytes(16).toString('hex')}`, key, dispose: () => {} }
  }
  if (folder !== undefined && isShort(join(folder, 'broker'))) {
    const address = join(folder, 'broker')
    return { address, key, dispose: () => rmSync(address, { force: true }) }
  }
  const parent = isShort(join(tmpdir(), 'forkscope-XXXXXX', 'broker')) ? tmpdir() : '/tmp'
  // mkdtemp creates the folder with mode 0700.
  const own = mkdtempSync(join(parent, 'forkscope-'))
  return { address: join(own, 'broker'), key, dispose: () => rmSync(own, { recursive: true, force: true }) }
}

function isShort(path: string): boolean {
  return Buffer.byteLength(path) <= maxSocketPathBytes
}
