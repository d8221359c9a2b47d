import { MisuseError } from '../errors.ts'
import { client, type WaitingRequest } from './client.ts'
import { Connection } from './pipe.ts'
import type { Sentinel } from './process.ts'
import { SocketConnection } from './socketConnection.ts'
import { wireTimeout } from './timeouts.ts'

/**
 * Waits until at least one of several connections and processes is ready: a connection when `recv` would answer
 * at once (a message, or the end of file), a process's `sentinel` when that process has ended.
 *
 * @param objects - none: resolves with none at once.
 * @param timeoutMs - how long to wait, in ms. Default: for ever. 0: not at all.
 * @returns those that are ready, in the order given; none when the time is over.
 * @throws ClosedError for a connection that is closed here, before or meanwhile; MisuseError for a write-only end
 *   and for what is neither a connection nor a sentinel.
 */
export async function wait<T extends Connection | SocketConnection | Sentinel>(
  objects: Iterable<T>,
  timeoutMs?: number,
): Promise<T[]> {
  if (typeof (objects as Partial<Iterable<T>> | null)?.[Symbol.iterator] !== 'function') throw notWaitable()
  const distinct = [...new Set(objects)]
  const limitMs = wireTimeout(timeoutMs)
  const asks = distinct.map((object) => askOf(object, limitMs))
  const requests = asks.map((ask) => ask())
  let isCancelled = false
  const cancelAll = (): void => {
    if (!isCancelled) for (const request of requests) request.cancel()
    isCancelled = true
  }
  for (const { answer } of requests) answer.then((isReady) => isReady && cancelAll(), cancelAll)
  // All are answered then, and say of their objects what was so at about the same time.
  const answers = await Promise.allSettled(requests.map(({ answer }) => answer))
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
  return distinct.filter((_, index) => (answers[index] as PromiseFulfilledResult<boolean>).value)
}

/** Checks the object and returns what asks for it: nothing is asked before all are checked. */
function askOf(object: unknown, timeoutMs: number | undefined): () => WaitingRequest<boolean> {
  if (object instanceof Connection) {
    const id = Connection.readableObject(object, 'wait')
    return () =>
      client().waitingRequest((request) => ({ op: 'pipe.poll', object: id, id: request, timeoutMs }))
  }
  if (object instanceof SocketConnection) return SocketConnection.readiness(object, timeoutMs)
  const processId = (object as Partial<Sentinel> | null | undefined)?.processId
  if (typeof processId !== 'number') throw notWaitable()
  return () => client().waitingRequest((id) => ({ op: 'process.join', id, processId, timeoutMs }))
}

function notWaitable(): MisuseError {
  return new MisuseError(
    'wait() takes a list of connections and sentinels of processes: [connection, process.sentinel].',
  )
}
