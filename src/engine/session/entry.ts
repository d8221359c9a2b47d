import { parentPort } from 'node:worker_threads'
import { ChildProcessLauncher } from '../processes/childProcessLauncher.ts'
import { HostLauncher, isHostLaunchReport, type HostLaunchReport } from '../processes/hostLauncher.ts'
import type { Launcher } from '../processes/launcher.ts'
import { StandbyLauncher } from '../processes/standbyLauncher.ts'
import type { SessionCommand, SessionMessage } from './protocol.ts'
import { Session } from './session.ts'

/**
 * The built session's start: the same for a worker thread, for an Electron utility process and for a child process
 * with a channel.
 */

interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const utilityPort = (process as { parentPort?: UtilityPort }).parentPort

function send(message: SessionMessage): void {
  if (parentPort) parentPort.postMessage(message)
  else if (utilityPort) utilityPort.postMessage(message)
  // A host that is gone hears nothing; its end is noticed below.
  else if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

const launchers: Record<string, Launcher> = {
  spawn: new ChildProcessLauncher(),
  standby: new StandbyLauncher(),
}
// Where there is no such port the host cannot start utility processes either.
const hostLauncher = utilityPort && new HostLauncher((request) => utilityPort.postMessage(request))
if (hostLauncher) launchers['utility'] = hostLauncher

const session = new Session(send, launchers)

parentPort?.on('message', (command: SessionCommand) => session.handle(command))
utilityPort?.on('message', ({ data }) => {
  const message = data as SessionCommand | HostLaunchReport
  if (isHostLaunchReport(message)) hostLauncher?.receive(message)
  else session.handle(message)
})
if (!parentPort && !utilityPort && process.send) {
  process.on('message', (command: SessionCommand) => session.handle(command))
  process.on('disconnect', () => void session.dispose().finally(() => process.exit()))
}
