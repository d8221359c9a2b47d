import type { WireError } from '../../shared/errors.ts'
import type { ReportedChannel, ReportedPool } from '../../shared/runReport.ts'
import type { LockSnapshot } from '../../shared/runUpdate.ts'
import * as errors from '../errors.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { Message } from '../wire/frame.ts'
import type {
  BrokerOperation,
  ClientOperation,
  LifeOperation,
  ProcessDescription,
} from '../wire/operations.ts'
import type { ManagerOperation } from '../wire/managerOperations.ts'
import { withoutStack } from '../wire/withoutStack.ts'
import { Client, type ClientSocket } from './client.ts'
import type { Command, Requester } from './machine.ts'
import { ProcessJoins } from './processJoins.ts'
import type { WorkerSpawner } from './poolHost.ts'
import { Pools, type PoolsListener } from './pools.ts'
import { Managers, type ManagerStarter } from './managers.ts'
import { createObject, isCreation, namesByKind, numbersOf } from './objectFactory.ts'
import { isPoolOperation, isThreadReport, isWorkerOperation, type OtherOperation } from './operationKinds.ts'
import { refuse, RetiredObject } from './retiredObject.ts'
import { endsIn, numbersIn, type SharedPipe, type SharedObject } from './sharedObjects.ts'
import { waitGraph, type WatchedNode } from './waitGraph.ts'
import { Waits, type PendingWait } from './waits.ts'
import { wireFailure } from './wireFailure.ts'

/**
 * The broker owns everything that a run's processes share. It is the only writer of every queue, pipe and
 * pool, so each operation is atomic by construction.
 *
 *   socket ─▶ operations ─▶ machine.handle(event) ─▶ commands ─▶ answers on sockets
 *                                                            └─▶ waits (time-outs, wait-for graph)
 *
 * It never decodes an item. What it needs of the world outside (starting processes) it asks `BrokerHost` for.
 */

export interface BrokerHost extends WorkerSpawner, PoolsListener, ManagerStarter {
  startProcess(parent: number, description: ProcessDescription, args: ItemRun, answer: Requester): void
  isAlive(processId: number): boolean
  pidOf(processId: number): number
  nameOf(processId: number): string
  onOperation(processId: number, operation: LifeOperation, items: ItemRun | undefined): void
  /** A process ends, and a child that it has never joined lives. */
  onUnjoined(parent: number, child: number): void
  onChannelCreated(id: string, name: string): void
  onBlocked(processId: number, wait: PendingWait): void
  onUnblocked(processId: number, wait: PendingWait, waitedMs: number): void
}

export class Broker {
  readonly #host: BrokerHost
  readonly #clients = new Map<number, Client>()
  readonly #objects = new Map<number, SharedObject>()
  /** What each process has to do with: its death changes nothing else. */
  readonly #touched = new Map<number, Set<SharedObject>>()
  readonly #pools: Pools
  readonly #managers: Managers
  readonly #joins = new ProcessJoins()
  readonly waits: Waits
  readonly #newName = namesByKind()

  constructor(host: BrokerHost) {
    this.#host = host
    this.#managers = new Managers(this, host)
    this.#pools = new Pools(this, host)
    this.waits = new Waits(
      {
        onTimeout: (requester, object) => this.#cancel(requester, object),
        onBlocked: (client, wait) => host.onBlocked(client, wait),
        onUnblocked: (client, wait, waitedMs) => host.onUnblocked(client, wait, waitedMs),
      },
      host.now,
    )
  }

  attach(processId: number, isServant: boolean, socket: ClientSocket): Client {
    const client = new Client(processId, isServant, socket)
    this.#clients.set(processId, client)
    return client
  }

  receive(processId: number, messages: readonly Message<ClientOperation>[]): void {
    const client = this.#clients.get(processId)
    for (const { operation, items } of messages) {
      if (client && operation.op !== 'probed') client.heard++
      if (items) this.#noteReferences(items)
      this.#route(processId, operation, items)
    }
    this.#pools.settle()
  }

  /** The process and its socket are gone: nobody waits for it any more, and it for nobody. */
  ended(processId: number, exit: { pid: number; exitCode: number | null; signal: string | null }): void {
    this.#clients.delete(processId)
    this.waits.forget(processId)
    const objects = this.#touched.get(processId) ?? []
    this.#touched.delete(processId)
    this.#managers.ended(processId, exit)
    // First: ends of pipes in what comes back are in flight again, so nobody sees their end.
    this.#pools.ended(processId, exit)
    for (const object of objects) this.run(object, object.giveBack(processId))
    const end = { ...exit, name: this.#host.nameOf(processId) }
    for (const object of objects) this.run(object, object.gone(processId, end))
    for (const { client, id } of this.#joins.take(processId)) this.answer(client, id, true)
  }

  startFailed(processId: number, error: Error): void {
    this.#managers.startFailed(processId, error)
    this.#pools.startFailed(processId, error)
  }

  workerStarted(processId: number, pid: number): void {
    this.#pools.workerStarted(processId, pid)
  }

  /** Tells the parent, so that `exitCode` and `isAlive()` are right without asking. */
  tellExit(parentId: number, processId: number, exitCode: number | null, signal: string | null): void {
    this.#clients.get(parentId)?.post({ op: 'exited', processId, exitCode, signal })
  }

  done(client: number, id: number, count = 1): void {
    this.waits.settle(client, id, count)
    this.#clients.get(client)?.done(id, count)
  }

  fail(client: number, id: number, error: WireError): void {
    this.waits.settle(client, id)
    this.#clients.get(client)?.post({ op: 'failed', id, error })
  }

  /** Says something that carries no items and answers no request. */
  tell(client: number, operation: BrokerOperation): void {
    this.#clients.get(client)?.post(operation)
  }

  answer(client: number, id: number, value: unknown): void {
    this.waits.settle(client, id)
    this.#clients.get(client)?.post({ op: 'value', id, value })
  }

  /** Items that go to a process take the shared objects in them along. */
  deliver(client: number, operation: BrokerOperation, items: ItemRun): void {
    const target = this.#clients.get(client)
    target?.post(operation, items)
    this.#settleReferences(items, target ? client : undefined)
  }

  /** The items will be delivered or dropped once more than they were received. */
  keep(items: ItemRun): void {
    this.#noteReferences(items)
  }

  deliverTasks(worker: number, operation: Extract<BrokerOperation, { op: 'tasks' }>, items: ItemRun): void {
    const target = this.#clients.get(worker)
    target?.tasks(operation, items)
    this.#settleReferences(items, target ? worker : undefined)
  }

  drop(items: ItemRun): void {
    this.#settleReferences(items, undefined)
  }

  channels(): ReportedChannel[] {
    const knownPidOf = (client: number): number => this.#host.pidOf(client)
    const pidOf = (client: number): number => (this.#clients.has(client) ? knownPidOf(client) : 0)
    return [...new Set(this.#objects.values())].flatMap((each) => each.channel?.(pidOf, knownPidOf) ?? [])
  }

  locks(): LockSnapshot[] {
    return [...this.#objects.values()].flatMap((object) => {
      const lock = object.lock?.()
      if (!lock) return []
      const holders = (object.holders?.() ?? []).map((processId) => ({
        processId,
        pid: this.#host.pidOf(processId),
      }))
      return [{ ...lock, holders }]
    })
  }

  pools(): (ReportedPool & { outstanding: number; bytesIn: number; bytesOut: number })[] {
    return [...this.#pools].map((pool) => pool.report())
  }

  /** Who waits for what now. @param starting - processes that are not connected yet */
  waitGraph(starting: readonly number[]): WatchedNode[] {
    const host = this.#host
    return waitGraph(
      {
        clients: this.#clients.values(),
        starting,
        waits: this.waits,
        pools: this.#pools,
        isServing: (processId) => this.#managers.isServing(processId),
        find: (object) => this.#objects.get(object),
        knowersOf: (object) => [...this.#touched].flatMap(([id, known]) => (known.has(object) ? id : [])),
        pidOf: (processId) => host.pidOf(processId),
        nameOf: (processId) => host.nameOf(processId),
      },
      host.now(),
    )
  }

  dispose(): void {
    this.waits.dispose()
    this.#pools.dispose()
    this.#managers.dispose()
    for (const client of this.#clients.values()) client.destroy()
  }

  #route(processId: number, operation: ClientOperation, items: ItemRun | undefined): void {
    switch (operation.op) {
      case 'pool.create':
        return this.#pools.create(processId, operation, items as ItemRun)
      case 'manager.create':
        return this.#addManager(processId, operation)
      case 'process.start':
        return this.#host.startProcess(processId, operation.description, items as ItemRun, {
          client: processId,
          id: operation.id,
        })
      case 'process.join':
        return this.#join(processId, operation)
      case 'cancel':
        return this.#cancel({ client: processId, id: operation.request }, operation.object)
      case 'goodbye':
        this.#host.onOperation(processId, operation, undefined)
        for (const object of this.#touched.get(processId) ?? []) object.leaving?.(processId)
        return this.done(processId, operation.id)
      case 'process.signal':
        this.#host.signal(operation.processId, operation.signal, 'program')
        return this.done(processId, operation.id)
      default:
        if (isThreadReport(operation)) return
        if (isCreation(operation)) return this.#addObject(processId, operation, items)
        if (isWorkerOperation(operation)) return this.#pools.fromWorker(processId, operation, items)
        if (isPoolOperation(operation) && this.#pools.fromCaller(processId, operation, items)) return
        return this.#routeToObject(processId, operation, items)
    }
  }

  #routeToObject(processId: number, operation: OtherOperation, items: ItemRun | undefined): void {
    if (!('object' in operation)) return this.#host.onOperation(processId, operation, items)
    const object = this.#objects.get(operation.object)
    if (object) {
      this.#touch(processId, object)
      return this.run(object, object.handle(processId, operation, items))
    }
    const message = `There is no shared object ${operation.object} in this run (${operation.op}).`
    const refusal = refuse(processId, operation, items, withoutStack(new errors.ClosedError(message)))
    for (const command of refusal) this.execute(command, '', '')
  }

  #addObject(
    processId: number,
    operation: Parameters<typeof numbersOf>[0],
    items: ItemRun | undefined,
  ): void {
    const object = createObject(operation, {
      creator: processId,
      newName: this.#newName,
      find: (number) => this.#objects.get(number),
      now: this.#host.now,
      items,
    })
    if (object) this.#register(processId, object, numbersOf(operation))
  }

  #addManager(owner: number, operation: Extract<ManagerOperation, { op: 'manager.create' }>): void {
    const manager = this.#managers.create(owner, operation)
    this.#register(owner, manager, [operation.object])
    this.run(manager, manager.handle(owner, operation, undefined))
    this.#managers.start(manager, owner, operation.description)
  }

  /** The object can be used no longer: who waits on it, and whoever uses it, gets the error. */
  retire(number: number, error: WireError): void {
    const object = this.#objects.get(number)
    if (!object || object instanceof RetiredObject) return
    const retired = new RetiredObject(object, error)
    this.#objects.set(number, retired)
    this.run(retired, [...(object.discard?.() ?? []), ...retired.refuse(this.waits.on(number))])
  }

  #register(creator: number, object: SharedObject, numbers: readonly number[]): void {
    for (const number of numbers) this.#objects.set(number, object)
    this.#touch(creator, object)
    if (object.channel) this.#host.onChannelCreated(String(object.id), object.name)
  }

  #touch(processId: number, object: SharedObject): void {
    const objects = this.#touched.get(processId)
    if (objects) objects.add(object)
    else if (this.#clients.has(processId)) this.#touched.set(processId, new Set([object]))
  }

  #join(
    client: number,
    { id, processId, timeoutMs, isAtEnd }: Extract<ClientOperation, { op: 'process.join' }>,
  ): void {
    const isKnown = this.#joins.note(processId)
    if (!this.#host.isAlive(processId)) return this.answer(client, id, true)
    if (isAtEnd && !isKnown) this.#host.onUnjoined(client, processId)
    if (timeoutMs === 0) return this.answer(client, id, false)
    this.#joins.add(processId, { client, id })
    const on = String(this.#host.pidOf(processId))
    const label = `join on ${this.#host.nameOf(processId)}`
    this.waits.park(
      { client, id },
      { operation: 'join', on, label, object: undefined, process: processId },
      timeoutMs,
    )
  }

  #cancel(requester: Requester, number: number | undefined): void {
    const object = number === undefined ? undefined : this.#objects.get(number)
    if (object) this.run(object, object.timeout(requester))
    else if (this.#joins.remove(requester)) this.answer(requester.client, requester.id, false)
  }

  /** Carries out what the object's machine commands. */
  run(object: SharedObject, commands: readonly Command[]): void {
    for (const command of commands) this.execute(command, object.name, String(object.id), object.id)
  }

  execute(command: Command, name: string, on: string, object?: number): void {
    switch (command.type) {
      case 'done':
        return this.done(command.client, command.id, command.count)
      case 'value':
        return this.answer(command.client, command.id, command.value)
      case 'items':
        this.waits.settle(command.client, command.id)
        return this.deliver(
          command.client,
          { op: 'items', id: command.id, n: command.items.count },
          command.items,
        )
      case 'answers': {
        const { client, id, items } = command
        this.waits.settle(client, id, items.count)
        return this.deliver(client, { op: 'answers', id, n: items.count }, items)
      }
      case 'fail':
        return this.fail(command.client, command.id, wireFailure(command))
      case 'error':
        return this.fail(command.client, command.id, command.error)
      case 'park':
        return this.#park(command, name, on, object)
      case 'ask':
        return this.#ask(command, object as number)
      case 'drop':
        return this.drop(command.items)
      case 'returned':
        for (const [pipe, end] of this.#endsIn(command.items))
          this.run(pipe, pipe.endReturned(end, command.client))
    }
  }

  #park(
    { client, id, operation, timeoutMs, at }: Extract<Command, { type: 'park' }>,
    name: string,
    on: string,
    object: number | undefined,
  ): void {
    const other = at === undefined ? undefined : this.#objects.get(at)
    const place = other ? { on: String(other.id), object: other.id } : { on, object }
    const label = `${operation} on ${other?.name ?? name}`
    this.waits.park({ client, id }, { operation, label, ...place }, timeoutMs)
  }

  #ask({ client, operation, items }: Extract<Command, { type: 'ask' }>, object: number): void {
    // Its end matters to the object from now on.
    this.#touch(client, this.#objects.get(object) as SharedObject)
    return items ? this.deliver(client, operation, items) : this.tell(client, operation)
  }

  #noteReferences(items: ItemRun): void {
    for (const [pipe, end] of this.#endsIn(items)) this.run(pipe, pipe.endSent(end))
  }

  #settleReferences(items: ItemRun, client: number | undefined): void {
    for (const [pipe, end] of this.#endsIn(items)) this.run(pipe, pipe.endArrived(end, client))
    if (client === undefined) return
    for (const number of numbersIn(items)) {
      const object = this.#objects.get(number)
      if (object) this.#touch(client, object)
    }
  }

  #endsIn(items: ItemRun): Generator<[SharedPipe, number]> {
    return endsIn(items, (number) => this.#objects.get(number))
  }
}
