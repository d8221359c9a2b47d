/**
 * `multiprocessing`: the library that programs import. Names as in Python's module of the same name, cased
 * as in TypeScript; every operation on a shared object is asynchronous; times are milliseconds.
 */
export type { AcquireOptions, ExclusiveOptions } from './acquirable.ts'
export { AsyncResult, type ResultCallbacks } from './asyncResult.ts'
export { Barrier, type BarrierOptions } from './barrier.ts'
export { Condition } from './condition.ts'
export { Event } from './event.ts'
export { type Context, getContext } from './context.ts'
export { JoinableQueue } from './joinableQueue.ts'
export { Listener, type ListenerOptions } from './listener.ts'
export { Lock } from './lock.ts'
export { Client, type ClientOptions } from './connect.ts'
export type { AddressFamily, ConnectionAddress, KnownAddress } from './connectionAddress.ts'
export { getLogger, Logger, type LogHandler, type LogLevel, type LogRecord, logToStderr } from './logging.ts'
export { DictProxy, type DictEntries, type DictKey } from './managedDict.ts'
export { ListProxy, type SortOptions } from './managedList.ts'
export { NamespaceProxy } from './managedNamespace.ts'
export { PoolProxy } from './managedPool.ts'
export type { MethodName, Proxy, PublicMethod } from './managedObject.ts'
export {
  Manager,
  type ManagerOptions,
  type ProxyFactory,
  type RegisterOptions,
  SyncManager,
} from './manager.ts'
export { Connection, Pipe } from './pipe.ts'
export { Pool } from './pool.ts'
export type { ImapOptions, MapOptions, PoolOptions } from './poolOptions.ts'
export { currentProcess, parentProcess, type ParentProcess } from './currentProcess.ts'
export { activeChildren, cpuCount, Process, type ProcessOptions, type Sentinel } from './process.ts'
export { Queue, type WaitOptions } from './queue.ts'
export { RawArray } from './rawArray.ts'
export { RawValue } from './rawValue.ts'
export { ResultIterator } from './resultIterator.ts'
export { RLock } from './rlock.ts'
export { BoundedSemaphore, Semaphore } from './semaphore.ts'
export { SharedArray } from './sharedArray.ts'
export { SharedValue } from './sharedValue.ts'
export { SimpleQueue } from './simpleQueue.ts'
export type { MemoryOptions } from './memory.ts'
export type { SharedMemoryOptions } from './memoryLock.ts'
export { getAllStartMethods, getStartMethod, setStartMethod } from './startMethods.ts'
export type { StartMethod } from '../../shared/units.ts'
export type { ElementArray, ElementOf, ElementType } from '../memory/elementTypes.ts'
export { SocketConnection } from './socketConnection.ts'
export { ThreadPool } from './threadPool.ts'
export { wait } from './wait.ts'
export {
  AuthenticationError,
  BootstrapError,
  BrokenBarrierError,
  BrokenPipeError,
  BrokenPoolError,
  BufferTooShortError,
  ClosedError,
  ConnectionFailedError,
  DisconnectedError,
  EOFError,
  ManagerDiedError,
  MisuseError,
  MultiprocessingError,
  NotExportedError,
  OwnerDiedError,
  PoolNotRunningError,
  ProcessLimitError,
  ProcessStartError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  RemoteError,
  SerializationError,
  TimeoutError,
  WorkerDiedError,
} from '../errors.ts'
