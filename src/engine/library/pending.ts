import { DisconnectedError, QueueFullError, TimeoutError } from '../errors.ts'
import type { Send } from './sendWindow.ts'

/** A request that is not answered yet. */
export interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
  /** It carries items to others: a process that ends in order waits for it. */
  isSend: boolean
  /** For the window: where it goes and how much it is; 0 bytes for what is not a put or a send. */
  object: number
  bytes: number
}

/** What waits for the window. */
export interface HeldSend extends Send {
  pending: Pending
  go(): void
  /** Of one that is given up after a while. */
  timer: NodeJS.Timeout | undefined
}

/** What carries an item to others. */
export type SendOperation = 'queue.put' | 'pipe.send' | 'manager.call'

/** What a call costs beside its arguments: the window bounds their number, too. */
export const callBytes = 256

/** Resolves when the request is answered, which its caller still sees. */
export function settled(pending: Pending): Promise<void> {
  return new Promise((settle) => {
    const { resolve, reject } = pending
    pending.resolve = (value) => {
      resolve(value)
      settle()
    }
    pending.reject = (error) => {
      reject(error)
      settle()
    }
  })
}

export function disconnected(): DisconnectedError {
  return new DisconnectedError('The run is over: its broker is gone.')
}

/** The broker would say the same: what is held waits for room there. */
export function heldUp(op: SendOperation): Error {
  if (op === 'manager.call')
    return new TimeoutError(
      'The call was not answered in time: those made before fill what may be under way.',
    )
  return new QueueFullError('The queue is full: what this process put before waits for room, too.')
}
