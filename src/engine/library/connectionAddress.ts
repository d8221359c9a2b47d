import { mkdtempSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MisuseError } from '../errors.ts'

/**
 * Where a {@link Listener} listens: host and port (0: a free one), or the path of a Unix socket (on Windows of a named
 * pipe); '': one that is chosen.
 */
export type ConnectionAddress =
  | string
  | readonly [host: string, port: number]
  | { readonly host: string; readonly port: number }

export type AddressFamily = 'AF_INET' | 'AF_UNIX' | 'AF_PIPE'

/** As it is used: a path, or host and port. */
export type ResolvedAddress = { path: string } | { host: string; port: number }

/** The kernel's limit for a Unix socket's path is 108 bytes with the final zero (104 on macOS). */
const maxPathBytes = 103

/** The address as users see it, and can pass on. */
export type KnownAddress = string | [host: string, port: number]

/** @throws MisuseError */
export function resolveAddress(address: ConnectionAddress): ResolvedAddress {
  if (typeof address === 'string') return { path: checkPath(address) }
  const { host, port } = pairOf(address)
  if (typeof host === 'string' && host !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535)
    return { host, port }
  throw new MisuseError(
    `An address is ['127.0.0.1', port] or the path of a socket, not [${String(host)}, ${String(port)}].`,
  )
}

function pairOf(address: Exclude<ConnectionAddress, string>): { host: string; port: number } {
  if (Array.isArray(address) && address.length === 2) {
    const [host, port] = address as [string, number]
    return { host, port }
  }
  if (typeof address === 'object' && address !== null && 'port' in address) return address
  throw new MisuseError("An address is ['127.0.0.1', port], { host, port } or the path of a socket.")
}

function checkPath(path: string): string {
  const byteLength = Buffer.byteLength(path)
  if (path !== '' && !path.includes('\0') && byteLength <= maxPathBytes) return path
  throw new MisuseError(
    path === ''
      ? 'The address is empty: take the one that the Listener tells.'
      : `A socket's path has at most ${maxPathBytes} bytes, this one ${byteLength}: ${path}`,
    { byteLength },
  )
}

/** @throws MisuseError when the address is not of the family. */
export function checkFamily(address: ConnectionAddress, family: AddressFamily | undefined): void {
  const isPath = typeof address === 'string'
  if (family === undefined || isPath === (family !== 'AF_INET')) return
  throw new MisuseError(
    `The address is not of family ${family}: it is ${isPath ? 'a path' : 'host and port'}.`,
  )
}

/** An address that nobody uses. A path lies in a new folder that only this user can enter: `folder`. */
export function chooseAddress(family: AddressFamily): { address: ResolvedAddress; folder?: string } {
  if (family === 'AF_INET') return { address: { host: '127.0.0.1', port: 0 } }
  if (process.platform === 'win32')
    return { address: { path: `\\\\.\\pipe\\forkscope-listener-${randomBytes(16).toString('hex')}` } }
  const parent =
    Buffer.byteLength(join(tmpdir(), 'forkscope-XXXXXX', 'listener')) <= maxPathBytes ? tmpdir() : '/tmp'
  // mkdtemp creates the folder with mode 0700.
  const folder = mkdtempSync(join(parent, 'forkscope-'))
  return { address: { path: join(folder, 'listener') }, folder }
}

export function removePath(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

export function knownAddress(address: ResolvedAddress): KnownAddress {
  return 'path' in address ? address.path : [address.host, address.port]
}

export function addressText(address: ResolvedAddress): string {
  return 'path' in address ? address.path : `${address.host}:${address.port}`
}
