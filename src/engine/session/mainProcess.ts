import type { StartMethod } from '../../shared/units.ts'
import type { ProcessRequest } from '../processes/processManager.ts'
import type { Welcome } from '../wire/operations.ts'

/** What every process is told of itself, besides what is known of it anyway. */
export type WelcomeParts = Pick<
  Welcome,
  'role' | 'target' | 'className' | 'identity' | 'initializer' | 'isTimed' | 'manager'
>

export const mainProcessId = 1

/** The main program is a process of its own under every start method. */
export function mainRequest(startMethod: StartMethod): ProcessRequest {
  return {
    processId: mainProcessId,
    parentId: 0,
    name: 'MainProcess',
    role: 'main',
    startMethod: startMethod === 'utility' ? 'utility' : 'spawn',
    isDaemon: false,
  }
}

export const mainWelcome: WelcomeParts = {
  role: 'main',
  target: 'main',
  className: null,
  identity: [],
  initializer: null,
  isTimed: false,
}
