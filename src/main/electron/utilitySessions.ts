import { utilityProcess } from 'electron'
import { isHostLaunchRequest, type HostLaunchRequest } from '../../engine/processes/hostLauncher.ts'
import type { SessionFactory, SessionMessage } from '../../engine/session/protocol.ts'
import { SessionConnection } from '../services/sessionConnection.ts'
import { UtilityLauncher } from './utilityLauncher.ts'

/**
 * Sessions in utility processes: a run's broker has a process of its own, so that neither the window nor
 * another run ever waits for it, and its crash ends its run alone.
 *
 * @param sessionEntry - absolute path of the built session.
 */
export function utilitySessions(sessionEntry: string): SessionFactory {
  return (listener) => {
    const child = utilityProcess.fork(sessionEntry, [], {
      serviceName: 'Forkscope session',
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    // After `kill` the exit code reads 0, so who ended it is kept here.
    let isKilled = false
    let failure: string | undefined
    const kill = (): void => {
      isKilled = true
      child.kill()
    }
    const connection = new SessionConnection(
      { post: (command) => child.postMessage(command), kill },
      listener,
    )
    const launcher = new UtilityLauncher((report) => child.postMessage(report))
    child.on('message', (message: SessionMessage | HostLaunchRequest) => {
      if (isHostLaunchRequest(message)) launcher.receive(message)
      else connection.receive(message)
    })
    child.on('error', (type, location) => (failure = `its utility process failed (${type} at ${location})`))
    child.on('exit', (code) => {
      launcher.dispose()
      connection.exited(
        failure ?? (isKilled ? 'it was ended' : `its utility process ended with code ${code}`),
      )
    })
    return connection
  }
}
