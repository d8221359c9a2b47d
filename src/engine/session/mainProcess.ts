import type { StartMethod } from '../../shared/units.ts'
import type { ProcessRequest } from '../processes/processManager.ts'
import type { Purpose } from './welcomes.ts'

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

export const mainPurpose: Purpose = { role: 'main', target: 'main', identity: [] }
