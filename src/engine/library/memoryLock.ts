import { inspect } from 'node:util'
import { MisuseError } from '../errors.ts'
import type { SharedReference } from '../values/item.ts'
import { Lock } from './lock.ts'
import type { MemoryOptions } from './memory.ts'
import { RLock } from './rlock.ts'
import { revive } from './sharedReferences.ts'

export interface SharedMemoryOptions extends MemoryOptions {
  /**
   * A lock to use instead of one of its own: several objects may have one in common. Default: a new `Lock`, which
   * keeps apart also the concurrent functions of one process.
   */
  lock?: Lock | RLock
}

/** The lock of a shared value or array: as it came along, as it was given, or a new one. */
export function ownLock(known: SharedReference | undefined, { lock }: SharedMemoryOptions): Lock | RLock {
  if (known) return revive(known['lock'] as SharedReference) as Lock | RLock
  if (lock === undefined) return new Lock()
  if (lock instanceof Lock || lock instanceof RLock) return lock
  throw new MisuseError(
    `The lock of a shared value or array is a Lock or an RLock, not ${inspect(lock, { depth: 0 })}. Without any, ` +
      'use RawValue or RawArray.',
  )
}
