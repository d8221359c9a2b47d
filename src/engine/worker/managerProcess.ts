import type { Client } from '../library/client.ts'
import { ownLog } from '../library/logging.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { BrokerOperation, Welcome } from '../wire/operations.ts'
import { ManagerServer } from './managerServer.ts'
import { importProgram } from './runProgram.ts'
import { describeThrown } from './thrown.ts'

/** The life of a manager's process: import, calls until it is told to end. */
export class ManagerProcess {
  readonly #client: Client
  readonly #manager: number
  readonly #server: ManagerServer
  #retire!: () => void
  readonly #retired = new Promise<void>((resolve) => (this.#retire = resolve))

  constructor(client: Client, welcome: Welcome) {
    this.#client = client
    this.#manager = welcome.manager as number
    this.#server = new ManagerServer(client, this.#manager)
    process.on('uncaughtExceptionMonitor', (error) => {
      // A program that handles them itself goes on.
      if (process.listenerCount('uncaughtException') === 0) this.#fail(error)
    })
  }

  /** @returns whether the operation was for the manager. */
  receive(operation: BrokerOperation, items: ItemRun | undefined): boolean {
    if (operation.op === 'manager.calls') {
      this.#server.receive(operation.caller, operation.request, items as ItemRun)
      return true
    }
    if (operation.op !== 'retire') return false
    // Calls that came before and need no longer than this are answered.
    setImmediate(this.#retire)
    return true
  }

  /** Resolves with the exit code. */
  async serve(welcome: Welcome): Promise<number> {
    this.#client.hold()
    try {
      await importProgram(welcome)
    } catch (error) {
      this.#fail(error)
      return 1
    }
    this.#client.post({ op: 'ready' })
    this.#client.post({ op: 'manager.ready', object: this.#manager })
    ownLog.info('manager serving')
    await this.#retired
    return 0
  }

  #fail(thrown: unknown): void {
    this.#client.post({ op: 'manager.failed', object: this.#manager, error: describeThrown(thrown) })
  }
}
