import type { StartMethod } from '../../shared/units.ts'

/** Start methods that exist without Electron. */
export const cliStartMethods: readonly StartMethod[] = ['spawn', 'standby', 'thread']
