import { parentPort } from 'node:worker_threads'
import { ChildProcessLauncher } from '../processes/childProcessLauncher.ts'
import type { SessionCommand, SessionMessage } from './protocol.ts'
import { Session } from './session.ts'

/** The built session's start: the same for a worker thread and for an Electron utility process. */

interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const utilityPort = (process as { parentPort?: UtilityPort }).parentPort

function send(message: SessionMessage): void {
  if (parentPort) parentPort.postMessage(message)
  else utilityPort?.postMessage(message)
}

const session = new Session(send, { spawn: new ChildProcessLauncher() })

parentPort?.on('message', (command: SessionCommand) => session.handle(command))
utilityPort?.on('message', ({ data }) => session.handle(data as SessionCommand))
