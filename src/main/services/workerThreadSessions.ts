import { Worker } from 'node:worker_threads'
import type { SessionFactory, SessionMessage } from '../../engine/session/protocol.ts'
import { SessionConnection } from './sessionConnection.ts'

/**
 * Sessions in worker threads of this process: for hosts without Electron. The host stays responsive while a
 * session is busy, and the other way round.
 *
 * @param sessionEntry - absolute path of the built session.
 */
export function workerThreadSessions(sessionEntry: string): SessionFactory {
  return (listener) => {
    // Output of the thread itself would be a bug's; it belongs on stderr, never among a report on stdout.
    const worker = new Worker(sessionEntry, { name: 'forkscope session', stdout: true })
    worker.stdout.pipe(process.stderr, { end: false })
    const connection = new SessionConnection(
      { post: (command) => worker.postMessage(command), kill: () => void worker.terminate() },
      listener,
    )
    let failure: string | undefined
    worker.on('message', (message: SessionMessage) => connection.receive(message))
    worker.on('messageerror', (error) => (failure = error.message))
    worker.on('error', (error) => (failure = error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => connection.exited(failure ?? `its thread ended with code ${code}`))
    return connection
  }
}
