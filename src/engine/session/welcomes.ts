import type { StartMethod } from '../../shared/units.ts'
import type { ProcessRequest } from '../processes/processManager.ts'
import type { ProcessRecord } from '../processes/processRecord.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { LogSettings, Welcome } from '../wire/operations.ts'

/** What is the same for every process of a run. */
type Common = Pick<Welcome, 'programFile' | 'programName' | 'runStartMethod' | 'startMethods'>

/** What a process is to be. */
export type Purpose = Pick<Welcome, 'role' | 'identity'> &
  Partial<Pick<Welcome, 'target' | 'className' | 'initializer' | 'isTimed' | 'manager'>>

interface Waiting {
  /** Where its memory is, is known when it has come. */
  welcome: Omit<Welcome, 'memorySpace'>
  items: ItemRun
}

/** What processes that were started will be told when they say hello. */
export class Welcomes {
  readonly #common: Common
  readonly #waiting = new Map<number, Waiting>()
  /** What a process's children are told of logging. */
  readonly #logging = new Map<number, LogSettings>()

  constructor(common: Common) {
    // First the one that the run was started with: it is the default.
    const others = common.startMethods.filter((method) => method !== common.runStartMethod)
    this.#common = { ...common, startMethods: [common.runStartMethod as StartMethod, ...others] }
  }

  add(
    { processId, name, isDaemon, startMethod }: ProcessRequest,
    parent: ProcessRecord | undefined,
    purpose: Purpose,
    items: ItemRun,
  ): void {
    const welcome: Waiting['welcome'] = {
      target: null,
      className: null,
      initializer: null,
      isTimed: false,
      ...purpose,
      ...this.#common,
      name,
      startMethod,
      daemon: isDaemon,
      parent: parent ? { processId: parent.processId, pid: parent.pid, name: parent.name } : null,
      logging: (parent && this.#logging.get(parent.processId)) ?? null,
    }
    this.#waiting.set(processId, { welcome, items })
  }

  /** Undefined when nobody of that number is expected, any more. */
  take(processId: number): Waiting | undefined {
    const waiting = this.#waiting.get(processId)
    this.#waiting.delete(processId)
    return waiting
  }

  /** Children of the process that start from now on log as it does. */
  setLogging(processId: number, settings: LogSettings): void {
    this.#logging.set(processId, settings)
  }

  forget(processId: number): void {
    this.#logging.delete(processId)
  }
}
