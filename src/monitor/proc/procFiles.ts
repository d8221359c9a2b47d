import { closeSync, openSync, readSync } from 'node:fs'

/**
 * Reads of small files under `/proc` into one shared buffer.
 *
 * They are synchronous on purpose: the kernel answers from memory in microseconds, while a trip through the
 * thread pool costs ten times as much and queues behind user code that keeps the pool busy. `readFileSync`
 * is not used because it makes a `stat` and a second `read` for every file.
 */

const buffer = Buffer.allocUnsafe(16 * 1024)

/**
 * Text of a file, at most `maxBytes` (default and limit 16 KiB); null when its process is gone or it may not
 * be read.
 *
 * @throws when this process is out of descriptors or memory: a table that silently lacks rows would lie.
 */
export function readProcText(path: string, maxBytes = buffer.length): string | null {
  const descriptor = openProcFile(path)
  if (descriptor === null) return null
  try {
    return readProcDescriptor(descriptor, maxBytes)
  } finally {
    closeSync(descriptor)
  }
}

/** Opens a file for {@link readProcDescriptor}; the caller closes it. Null and errors as for reading it. */
export function openProcFile(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/**
 * Text behind an open descriptor, from its start. Null when the process behind it has ended: the descriptor
 * stays bound to that very process, so a pid that was reused meanwhile cannot answer in its place.
 */
export function readProcDescriptor(descriptor: number, maxBytes = buffer.length): string | null {
  try {
    const length = readSync(descriptor, buffer, 0, Math.min(maxBytes, buffer.length), 0)
    return length === 0 ? null : buffer.toString('utf8', 0, length)
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM'
}
