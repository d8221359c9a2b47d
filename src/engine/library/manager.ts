import { MisuseError } from '../errors.ts'
import { toSharedReference, type SharedReference } from '../values/item.ts'
import type { ElementOf, ElementType } from '../memory/elementTypes.ts'
import { Barrier, type BarrierOptions } from './barrier.ts'
import { client } from './client.ts'
import { Condition } from './condition.ts'
import { Event } from './event.ts'
import { isDaemonProcess, nextNumbers } from './identity.ts'
import { callManaged, managerItself, proxyFor, tellManager, type ManagedPlace } from './managed.ts'
import { DictProxy, entriesOf, type DictEntries, type DictKey } from './managedDict.ts'
import { ListProxy, listOf } from './managedList.ts'
import { NamespaceProxy } from './managedNamespace.ts'
import { PoolProxy } from './managedPool.ts'
import { exposedMethods, makeProxy, type MethodName, type Proxy } from './managedObject.ts'
import { Lock } from './lock.ts'
import type { SharedMemoryOptions } from './memoryLock.ts'
import { describePool, type PoolOptions } from './poolOptions.ts'
import { cpuCount } from './process.ts'
import { checkNotImporting, exportedName } from './program.ts'
import { Queue } from './queue.ts'
import { JoinableQueue } from './joinableQueue.ts'
import { RLock } from './rlock.ts'
import { BoundedSemaphore, Semaphore } from './semaphore.ts'
import { SharedArray } from './sharedArray.ts'
import { SharedValue } from './sharedValue.ts'
import { registerShared, reviveWith, takeRevived } from './sharedReferences.ts'
import { startMethodFor } from './startMethods.ts'
import { wireTimeout } from './timeouts.ts'

export interface ManagerOptions {
  /** Default: the start method of this process. */
  startMethod?: string
  /** How long any call to the manager may take, in ms: it fails with TimeoutError then. Default: for ever. */
  callTimeoutMs?: number
}

export interface RegisterOptions {
  /** The methods that may be called, also such as begin with `_`. Default: the public ones. */
  exposed?: readonly string[] | undefined
  /**
   * Whether a call begins while an async method of the same object waits for something. Default: no, one call after the
   * other; then a method must not wait for another call to its own object.
   */
  isConcurrent?: boolean
}

type AnyClass<T extends object> = new (...args: never[]) => T

/** Makes an object of a registered class in the manager's process. */
export type ProxyFactory<C extends AnyClass<object>, P> = (...args: ConstructorParameters<C>) => Promise<P>

/**
 * Starts a process that holds objects for others, and resolves when it serves. It imports the program, so that classes
 * are found by their exported name.
 *
 * Dispose of it where it was created: `await using manager = await Manager()`, or `shutdown()`. It ends with the process
 * that created it at the latest.
 *
 * @throws MisuseError for a daemon, BootstrapError, ProcessLimitError, ProcessStartError, and ManagerDiedError when the
 *   program cannot be imported.
 */
export async function Manager(options: ManagerOptions = {}): Promise<SyncManager> {
  checkNotImporting('Manager()')
  if (isDaemonProcess()) throw new MisuseError('Daemonic processes are not allowed to have children.')
  const callTimeoutMs = wireTimeout(options.callTimeoutMs)
  const identity = nextNumbers()
  const name = `SyncManager-${identity.join(':')}`
  const startMethod = startMethodFor(options.startMethod)
  const object = client().newObject()
  const description = { name, startMethod, identity }
  await client().request((id) => ({ op: 'manager.create', object, id, description }))
  const reference = { type, id: object, managerName: name, creator: client().processId }
  return reviveWith(
    { ...reference, ...(callTimeoutMs !== undefined && { callTimeoutMs }) },
    () => new SyncManager(),
  )
}

const type = 'manager'

/**
 * A process that holds objects for others; made by {@link Manager}. What it makes travels as an argument, in messages
 * and in other managed objects. So does the manager itself; only its creator's process can shut it down.
 *
 * Lists, dicts, namespaces, pools and objects of registered classes are in the manager's process and are reached by
 * proxies. Queues, locks and the other primitives are the run's own, as those that are made without a manager: the
 * manager makes them and closes them with itself. All of them live until the manager ends, or `delete` is called.
 */
export class SyncManager {
  readonly #place: ManagedPlace
  readonly #creator: number

  /** @internal */
  constructor() {
    const known = takeRevived()
    if (!known) throw new MisuseError('A manager is made by Manager(): const manager = await Manager().')
    const { id: manager, managerName, callTimeoutMs } = known
    this.#place = {
      manager,
      managerName: String(managerName),
      object: managerItself,
      ...(typeof callTimeoutMs === 'number' && { callTimeoutMs }),
    }
    this.#creator = Number(known['creator'])
  }

  /** `SyncManager-1`, numbered with the processes that this one starts. */
  get name(): string {
    return this.#place.managerName
  }

  /** @throws SerializationError, MisuseError. */
  list<T = unknown>(items: Iterable<T> = []): ListProxy<T> {
    const place = this.#make('list', listOf(items, 'list'))
    return proxyFor('managed-list', place, () => new ListProxy<T>())
  }

  /** @param entries - an object, a Map or pairs. @throws SerializationError, MisuseError. */
  dict<V = unknown>(entries?: Readonly<Record<string, V>>): DictProxy<string, V>
  dict<K extends DictKey = string, V = unknown>(entries?: DictEntries<K, V>): DictProxy<K, V>
  dict(entries: object = {}): DictProxy<never> {
    const place = this.#make('dict', entriesOf(entries))
    return proxyFor('managed-dict', place, () => new DictProxy<never>())
  }

  /** @throws SerializationError. */
  namespace<F extends object = Record<string, unknown>>(fields: F = {} as F): NamespaceProxy<F> {
    const place = this.#make('namespace', Object.fromEntries(Object.entries(fields)))
    return proxyFor('managed-namespace', place, () => new NamespaceProxy<F>())
  }

  /** @param maxSize - 0: unbounded. */
  queue<T = unknown>(maxSize = 0): Queue<T> {
    return this.#adopt(new Queue<T>(maxSize))
  }

  /** @param maxSize - 0: unbounded. */
  joinableQueue<T = unknown>(maxSize = 0): JoinableQueue<T> {
    return this.#adopt(new JoinableQueue<T>(maxSize))
  }

  lock(): Lock {
    return this.#adopt(new Lock())
  }

  rlock(): RLock {
    return this.#adopt(new RLock())
  }

  semaphore(value = 1): Semaphore {
    return this.#adopt(new Semaphore(value))
  }

  boundedSemaphore(value = 1): BoundedSemaphore {
    return this.#adopt(new BoundedSemaphore(value))
  }

  /** @param lock - default: an RLock of its own, which ends with the manager, too. */
  condition(lock?: Lock | RLock): Condition {
    return this.#adopt(new Condition(lock ?? this.rlock()))
  }

  event(): Event {
    return this.#adopt(new Event())
  }

  /** @throws MisuseError, NotExportedError for the action. */
  barrier(parties: number, options?: BarrierOptions): Barrier {
    return this.#adopt(new Barrier(parties, options))
  }

  /** @param type - `'int8'` … `'uint64'`, `'float32'`, `'float64'`. @throws MisuseError. */
  value<T extends ElementType>(
    type: T,
    initial?: ElementOf<T>,
    options?: SharedMemoryOptions,
  ): SharedValue<T> {
    return this.#adopt(new SharedValue(type, initial, { ...options, lock: options?.lock ?? this.lock() }))
  }

  /** @param type - `'int8'` … `'uint64'`, `'float32'`, `'float64'`. @throws MisuseError. */
  array<T extends ElementType>(
    type: T,
    sizeOrItems: number | Iterable<ElementOf<T>>,
    options?: SharedMemoryOptions,
  ): SharedArray<T> {
    return this.#adopt(new SharedArray(type, sizeOrItems, { ...options, lock: options?.lock ?? this.lock() }))
  }

  /**
   * A pool whose workers are children of the manager, for any number of processes.
   * @param processes - number of workers. Default: `cpuCount()`.
   * @throws MisuseError, NotExportedError, SerializationError.
   */
  pool<I extends unknown[] = unknown[]>(
    processes: number = cpuCount(),
    options: PoolOptions<I> = {} as PoolOptions<I>,
  ): PoolProxy {
    const { initializer } = describePool(processes, options)
    const place = this.#make('pool', processes, { ...options, initializer })
    return proxyFor('managed-pool', place, () => new PoolProxy())
  }

  /**
   * Makes a class known, whose objects the manager is to hold.
   *
   * ```ts fragment: a class that the program exports
   * import { type SyncManager } from 'multiprocessing'
   *
   * export class Counter {
   *   #count: number
   *   constructor(first: number) {
   *     this.#count = first
   *   }
   *   increment(): number {
   *     return ++this.#count
   *   }
   * }
   *
   * export async function count(manager: SyncManager): Promise<number> {
   *   const counters = manager.register('counter', Counter)
   *   const counter = await counters(10)
   *   return counter.increment()
   * }
   * ```
   *
   * @param name - for `create`, here and in other processes.
   * @param Class - exported by the program.
   * @returns makes objects of the class.
   * @throws NotExportedError, MisuseError.
   */
  register<C extends AnyClass<object>>(
    name: string,
    Class: C,
    options?: RegisterOptions & { exposed?: undefined },
  ): ProxyFactory<C, Proxy<InstanceType<C>>>
  register<C extends AnyClass<object>, const N extends MethodName<InstanceType<C>>>(
    name: string,
    Class: C,
    options: RegisterOptions & { exposed: readonly N[] },
  ): ProxyFactory<C, Proxy<InstanceType<C>, N>>
  register(
    name: string,
    Class: AnyClass<object>,
    { exposed, isConcurrent = false }: RegisterOptions = {},
  ): (...args: unknown[]) => Promise<unknown> {
    if (typeof name !== 'string' || name === '')
      throw new MisuseError(`A class is registered by a name, such as register('counter', Counter).`)
    const className = exportedName(Class, `a class registered as '${name}'`)
    const methods = exposedMethods(className, Class, exposed)
    // Whoever creates one is told if this fails.
    tellManager(this.#place, 'register', [name, className, methods, isConcurrent]).catch(() => {})
    return (...args) => this.create(name, ...args)
  }

  /**
   * Makes an object of a class that was registered by this name, by any process that has the manager.
   * @throws what the constructor throws, MisuseError when there is no such class, SerializationError.
   */
  async create<T = Record<string, (...args: unknown[]) => unknown>>(
    name: string,
    ...args: unknown[]
  ): Promise<Proxy<T>> {
    const object = client().newObject()
    const methods = await tellManager<string[]>(this.#place, 'construct', [object, name, args], args)
    return makeProxy<Proxy<T>>({ ...this.#place, object }, methods)
  }

  /** The manager holds the object no longer: its memory is free, and every use of a proxy of it fails. */
  delete(proxy: object): Promise<void> {
    const reference = (proxy as { [toSharedReference]?: () => SharedReference })[toSharedReference]?.()
    if (reference?.['manager'] !== this.#place.manager)
      return Promise.reject(new MisuseError(`delete() takes a proxy of an object that ${this.name} holds.`))
    return callManaged(this.#place, 'forget', [reference.id])
  }

  /**
   * Ends the manager. Calls that came before are answered, unless they wait for something; everything after fails with
   * ClosedError, also the use of its queues and locks. Safe to call twice.
   * @throws MisuseError in another process than that which created it.
   */
  async shutdown(): Promise<void> {
    if (this.#creator !== client().processId)
      throw new MisuseError(`${this.name} can be shut down only by the process that created it.`)
    await client().request((id) => ({ op: 'manager.shutdown', object: this.#place.manager, id }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  toString(): string {
    return `<Manager ${this.name}>`
  }

  [toSharedReference](): SharedReference {
    const { manager: id, managerName, callTimeoutMs } = this.#place
    const reference = { type, id, managerName, creator: this.#creator }
    return { ...reference, ...(callTimeoutMs !== undefined && { callTimeoutMs }) }
  }

  /** An object in the manager's process. It need not be awaited: calls come after it. */
  #make(kind: 'list' | 'dict' | 'namespace' | 'pool', ...args: unknown[]): ManagedPlace {
    const object = client().newObject()
    // Whoever uses it is told if this fails.
    tellManager(this.#place, 'create', [object, kind, args], args.at(-1), kind).catch(() => {})
    return { ...this.#place, object }
  }

  #adopt<T extends object>(shared: T): T {
    const { id: member } = (shared as unknown as { [toSharedReference](): SharedReference })[
      toSharedReference
    ]()
    client().post({ op: 'manager.adopt', object: this.#place.manager, member })
    return shared
  }

  static {
    registerShared(type, (reference) => reviveWith(reference, () => new SyncManager()))
  }
}
