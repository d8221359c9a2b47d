import type { WireError } from '../../shared/errors.ts'
import type { ReportedChannel } from '../../shared/runReport.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { ManagerOperation } from '../wire/managerOperations.ts'
import type { BrokerOperation, ClientOperation } from '../wire/operations.ts'
import type { Command, Requester } from './machine.ts'
import { ManagerMachine, type ManagerCommand, type ManagerEvent } from './managerMachine.ts'
import type { WorkerExit } from './poolTypes.ts'
import type { Enders, SharedObject } from './sharedObjects.ts'

/** What a manager needs of the broker and the run. */
export interface ManagerServices {
  deliver(client: number, operation: BrokerOperation, items: ItemRun): void
  tell(client: number, operation: BrokerOperation): void
  kill(processId: number): void
  /** For what comes by itself, and not as the answer to an operation. */
  execute(object: SharedObject, commands: readonly Command[]): void
  /** The shared object can be used no longer. */
  retire(member: number, error: WireError): void
}

type CreateOperation = Extract<ManagerOperation, { op: 'manager.create' }>

/** A manager as the broker routes to it: the thin shell around {@link ManagerMachine}. */
export class ManagerObject implements SharedObject {
  readonly id: number
  readonly name: string
  /** The process that holds the objects. */
  readonly server: number
  readonly #services: ManagerServices
  readonly #machine: ManagerMachine
  readonly #members: number[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(operation: CreateOperation, creator: number, server: number, services: ManagerServices) {
    this.id = operation.object
    this.name = operation.description.name
    this.server = server
    this.#services = services
    this.#machine = new ManagerMachine(this.name, creator, server)
  }

  handle(client: number, operation: ClientOperation, items: ItemRun | undefined): Command[] {
    if (operation.op === 'manager.adopt') return this.#adopt(operation.member)
    const type = operation.op.slice('manager.'.length)
    return this.#handle({ ...operation, type, client, items } as unknown as ManagerEvent)
  }

  timeout(requester: Requester): Command[] {
    return this.#handle({ type: 'timeout', ...requester })
  }

  giveBack(): Command[] {
    return []
  }

  gone(client: number): Command[] {
    return this.#handle({ type: 'gone', client })
  }

  serverExited(exit: WorkerExit): Command[] {
    return this.#handle({ type: 'server-exited', ...exit })
  }

  startFailed(error: WireError): Command[] {
    return this.#handle({ type: 'start-failed', error })
  }

  /** It acts by itself: it has calls to answer, or is on its way in or out. */
  get isServing(): boolean {
    return !this.#machine.isIdle
  }

  /** Only its process answers a call. */
  enders(): Enders {
    return { enders: [this.server], holding: 'runs the calls of' }
  }

  channel(): ReportedChannel {
    return { id: String(this.id), kind: 'manager', name: this.name, ...this.#machine.counters, openEnds: [] }
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }

  #adopt(member: number): Command[] {
    const { refusal } = this.#machine
    if (refusal) this.#services.retire(member, refusal)
    else this.#members.push(member)
    return []
  }

  /** What only a manager's machine commands is done here; the rest is the broker's. */
  #handle(event: ManagerEvent): Command[] {
    return this.#machine.handle(event).filter((command): command is Command => !this.#execute(command))
  }

  /** @returns whether the command was for the manager. */
  #execute(command: ManagerCommand): boolean {
    switch (command.type) {
      case 'forward': {
        const { caller, request, items } = command
        this.#services.deliver(this.server, { op: 'manager.calls', caller, request, n: items.count }, items)
        return true
      }
      case 'retire':
        this.#services.tell(this.server, { op: 'retire' })
        this.#timer = setTimeout(() => this.#graceOver(), command.graceMs)
        return true
      case 'kill':
        this.#services.kill(this.server)
        return true
      case 'close-members':
        for (const member of this.#members.splice(0)) this.#services.retire(member, command.error)
        return true
      default:
        return false
    }
  }

  #graceOver(): void {
    this.#services.execute(this, this.#handle({ type: 'grace-over' }))
  }
}
