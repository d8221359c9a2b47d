import type { ManagerDescription, ManagerOperation } from '../wire/managerOperations.ts'
import type { Command } from './machine.ts'
import { ManagerObject, type ManagerServices } from './managerObject.ts'
import type { WorkerSpawner } from './poolHost.ts'
import type { WorkerExit } from './poolTypes.ts'
import type { SharedObject } from './sharedObjects.ts'
import { withoutStack } from '../wire/withoutStack.ts'

export interface ManagerStarter extends Pick<WorkerSpawner, 'newProcessId' | 'signal'> {
  /** The process that holds a manager's objects. @throws ProcessLimitError, ProcessStartError. */
  startManager(processId: number, owner: number, manager: number, description: ManagerDescription): void
}

type Services = Pick<ManagerServices, 'deliver' | 'tell' | 'retire'> & {
  run(object: SharedObject, commands: readonly Command[]): void
}

/** A run's managers, by the processes that hold their objects. */
export class Managers {
  readonly #byServer = new Map<number, ManagerObject>()
  readonly #broker: Services
  readonly #spawner: ManagerStarter
  readonly #services: ManagerServices

  constructor(broker: Services, spawner: ManagerStarter) {
    this.#broker = broker
    this.#spawner = spawner
    this.#services = {
      deliver: (...delivery) => broker.deliver(...delivery),
      tell: (client, operation) => broker.tell(client, operation),
      retire: (member, error) => broker.retire(member, error),
      execute: (object, commands) => broker.run(object, commands),
      kill: (processId) => spawner.signal(processId, 'SIGKILL', 'engine'),
    }
  }

  create(owner: number, operation: Extract<ManagerOperation, { op: 'manager.create' }>): ManagerObject {
    const server = this.#spawner.newProcessId()
    const manager = new ManagerObject(operation, owner, server, this.#services)
    this.#byServer.set(server, manager)
    return manager
  }

  /** To be called when the broker knows of the manager: it may fail at once. */
  start(manager: ManagerObject, owner: number, description: ManagerDescription): void {
    try {
      this.#spawner.startManager(manager.server, owner, manager.id, description)
    } catch (error) {
      this.startFailed(manager.server, error)
    }
  }

  startFailed(server: number, error: unknown): void {
    this.#over(server, (manager) => manager.startFailed(withoutStack(error)))
  }

  ended(server: number, exit: WorkerExit): void {
    this.#over(server, (manager) => manager.serverExited(exit))
  }

  /** Whether the process has calls to answer, or is on its way in or out. */
  isServing(server: number): boolean {
    return this.#byServer.get(server)?.isServing ?? false
  }

  dispose(): void {
    for (const manager of this.#byServer.values()) manager.dispose()
  }

  #over(server: number, tell: (manager: ManagerObject) => Command[]): void {
    const manager = this.#byServer.get(server)
    if (!manager) return
    this.#byServer.delete(server)
    this.#broker.run(manager, tell(manager))
    manager.dispose()
  }
}
