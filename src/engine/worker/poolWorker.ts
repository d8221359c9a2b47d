import type { Client } from '../library/client.ts'
import { ownLog } from '../library/logging.ts'
import { findFunction } from '../library/program.ts'
import { revive } from '../library/sharedReferences.ts'
import { decodeRun } from '../values/decode.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { BrokerOperation, Welcome } from '../wire/operations.ts'
import { importProgram } from './runProgram.ts'
import { TaskRunner } from './taskRunner.ts'
import { describeThrown } from './thrown.ts'

/** The life of a pool's worker: import, initializer, tasks until it is sent home. */
export class PoolWorkerProcess {
  readonly #client: Client
  readonly #runner: TaskRunner
  #retire!: () => void
  readonly #retired = new Promise<void>((resolve) => (this.#retire = resolve))

  constructor(client: Client, welcome: Welcome) {
    this.#client = client
    this.#runner = new TaskRunner(client, welcome.isTimed)
    process.on('uncaughtExceptionMonitor', (error) => {
      // A program that handles them itself goes on.
      if (process.listenerCount('uncaughtException') === 0) this.#fail(error)
    })
    // Before the last words are written.
    process.prependListener('exit', () => this.#runner.cut())
  }

  /** @returns whether the operation was for the worker. */
  receive(operation: BrokerOperation, items: ItemRun | undefined): boolean {
    switch (operation.op) {
      case 'tasks':
        this.#runner.add(operation.function, operation.shape, operation.isAlone, items as ItemRun)
        return true
      case 'recall':
        this.#runner.recall()
        return true
      case 'retire':
        void this.#runner.retired().then(this.#retire)
        return true
      default:
        return false
    }
  }

  /** Resolves with the exit code. */
  async serve(welcome: Welcome, initArgs: ItemRun): Promise<number> {
    this.#client.hold()
    try {
      await importProgram(welcome)
      const args = decodeRun(initArgs, revive)[0] as unknown[]
      if (welcome.initializer !== null) {
        const initializer = findFunction(welcome.initializer)
        await initializer(...args)
      }
    } catch (error) {
      this.#fail(error)
      return 1
    }
    ownLog.info('child process calling self.run()')
    this.#client.post({ op: 'ready' })
    this.#client.post({ op: 'worker.ready' })
    await this.#retired
    ownLog.debug('worker exiting after %d tasks', this.#runner.finished)
    ownLog.info('process shutting down')
    return 0
  }

  #fail(thrown: unknown): void {
    this.#client.post({ op: 'worker.failed', error: describeThrown(thrown) })
  }
}
