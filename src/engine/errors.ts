import type { WireError } from '../shared/errors.ts'

/**
 * The library's errors. `name` is the class's name, `code` is stable, `facts` are what was measured. They
 * cross processes as {@link WireError} and are rebuilt by `fromWireError` with their class.
 */

export type MultiprocessingErrorCode =
  | 'worker-died'
  | 'manager-died'
  | 'authentication'
  | 'connection-failed'
  | 'remote'
  | 'serialization'
  | 'not-exported'
  | 'bootstrap'
  | 'timeout'
  | 'process-limit'
  | 'broken-pool'
  | 'pool-not-running'
  | 'queue-full'
  | 'queue-empty'
  | 'queue-closed'
  | 'end-of-file'
  | 'broken-pipe'
  | 'closed'
  | 'buffer-too-short'
  | 'start-failed'
  | 'misuse'
  | 'disconnected'
  | 'owner-died'
  | 'broken-barrier'

export class MultiprocessingError extends Error {
  override readonly name: string = 'MultiprocessingError'
  readonly code: MultiprocessingErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: MultiprocessingErrorCode,
    message: string,
    facts: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}

/** What is known of a task when it cannot be finished. */
export interface TaskFacts {
  /** The task's number in its job, from 0. */
  index: number
  /** The mapped function. */
  function: string
}

/** A worker ended while it ran a task. */
export class WorkerDiedError extends MultiprocessingError {
  override readonly name = 'WorkerDiedError'
  readonly pid: number
  readonly exitCode: number | null
  readonly signal: string | null
  readonly task: TaskFacts | null

  constructor(facts: {
    pid: number
    exitCode: number | null
    signal: string | null
    task: TaskFacts | null
    attempts?: number
  }) {
    super('worker-died', describeDeath(facts), facts)
    this.pid = facts.pid
    this.exitCode = facts.exitCode
    this.signal = facts.signal
    this.task = facts.task
  }
}

function describeDeath(facts: {
  pid: number
  exitCode: number | null
  signal: string | null
  task: TaskFacts | null
  attempts?: number
}): string {
  const how = facts.signal
    ? `was killed by ${facts.signal}`
    : `exited with code ${facts.exitCode ?? 'unknown'}`
  const during = facts.task ? ` while it ran task ${facts.task.index} of ${facts.task.function}` : ''
  const tries = facts.attempts && facts.attempts > 1 ? `; the task was tried ${facts.attempts} times` : ''
  // V8 aborts when its heap is full; it has said so on stderr.
  const isAbort = facts.signal === 'SIGABRT' || facts.exitCode === 134
  const hint = isAbort ? ' Most likely it ran out of memory: see its last output.' : ''
  return `Worker ${facts.pid} ${how}${during}${tries}.${hint}`
}

/** A manager's process ended by itself: what it held is lost. */
export class ManagerDiedError extends MultiprocessingError {
  override readonly name = 'ManagerDiedError'
  readonly pid: number
  readonly exitCode: number | null
  readonly signal: string | null

  constructor(facts: {
    manager: string
    pid: number
    exitCode: number | null
    signal: string | null
    wasStarting?: boolean
  }) {
    const how = facts.signal
      ? `was killed by ${facts.signal}`
      : `exited with code ${facts.exitCode ?? 'unknown'}`
    const what = facts.wasStarting
      ? 'before it could serve'
      : 'and what it held is lost: start a new Manager()'
    super('manager-died', `${facts.manager} (pid ${facts.pid}) ${how} ${what}.`, facts)
    this.pid = facts.pid
    this.exitCode = facts.exitCode
    this.signal = facts.signal
  }
}

/** The other side of a connection does not know the authkey, or this side does not. */
export class AuthenticationError extends MultiprocessingError {
  override readonly name = 'AuthenticationError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('authentication', message, facts)
  }
}

/** Nobody listens at an address, or it cannot be listened at. `facts.code` is the system's, such as `ECONNREFUSED`. */
export class ConnectionFailedError extends MultiprocessingError {
  override readonly name = 'ConnectionFailedError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('connection-failed', message, facts)
  }
}

/** The cause of an error that was thrown elsewhere: carries the remote process's stack. */
export class RemoteError extends MultiprocessingError {
  override readonly name = 'RemoteError'
  constructor(message: string, facts: Record<string, unknown>, remoteStack: string | undefined) {
    super('remote', message, facts)
    if (remoteStack !== undefined) this.stack = remoteStack
  }
}

/** A value that cannot cross to another process. `path` leads to the part that cannot. */
export class SerializationError extends MultiprocessingError {
  override readonly name = 'SerializationError'
  readonly path: string
  constructor(message: string, path: string, options?: ErrorOptions) {
    super('serialization', message, { path }, options)
    this.path = path
  }
}

/** A function or class that workers cannot find by its exported name. */
export class NotExportedError extends MultiprocessingError {
  override readonly name = 'NotExportedError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('not-exported', message, facts)
  }
}

/** A process was started while the program was being imported by a worker. */
export class BootstrapError extends MultiprocessingError {
  override readonly name = 'BootstrapError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('bootstrap', message, facts)
  }
}

export class TimeoutError extends MultiprocessingError {
  override readonly name = 'TimeoutError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('timeout', message, facts)
  }
}

/** The run has as many living processes as it may. */
export class ProcessLimitError extends MultiprocessingError {
  override readonly name = 'ProcessLimitError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('process-limit', message, facts)
  }
}

/** A process could not be started by the system. */
export class ProcessStartError extends MultiprocessingError {
  override readonly name = 'ProcessStartError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('start-failed', message, facts)
  }
}

/** The pool's workers cannot be kept alive, so none of its tasks can run any more. */
export class BrokenPoolError extends MultiprocessingError {
  override readonly name = 'BrokenPoolError'
  constructor(message: string, facts: Record<string, unknown> = {}, options?: ErrorOptions) {
    super('broken-pool', message, facts, options)
  }
}

/** Work was given to a pool that was closed or terminated. */
export class PoolNotRunningError extends MultiprocessingError {
  override readonly name = 'PoolNotRunningError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('pool-not-running', message, facts)
  }
}

export class QueueFullError extends MultiprocessingError {
  override readonly name = 'QueueFullError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('queue-full', message, facts)
  }
}

export class QueueEmptyError extends MultiprocessingError {
  override readonly name = 'QueueEmptyError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('queue-empty', message, facts)
  }
}

export class QueueClosedError extends MultiprocessingError {
  override readonly name = 'QueueClosedError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('queue-closed', message, facts)
  }
}

/** Nobody holds the other end of the pipe any more and it is drained. */
export class EOFError extends MultiprocessingError {
  override readonly name = 'EOFError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('end-of-file', message, facts)
  }
}

/** A message was sent into a pipe whose other end nobody holds any more. */
export class BrokenPipeError extends MultiprocessingError {
  override readonly name = 'BrokenPipeError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('broken-pipe', message, facts)
  }
}

/** A message that is longer than the buffer it was to be received into. It is not lost: `received` holds it. */
export class BufferTooShortError extends MultiprocessingError {
  override readonly name = 'BufferTooShortError'
  readonly received: Uint8Array
  constructor(message: string, received: Uint8Array) {
    super('buffer-too-short', message, { byteLength: received.byteLength })
    this.received = received
  }
}

/** The object was closed or its process has ended. */
export class ClosedError extends MultiprocessingError {
  override readonly name = 'ClosedError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('closed', message, facts)
  }
}

/** The library was called in a way that cannot work: a wrong argument, or at the wrong time. */
export class MisuseError extends MultiprocessingError {
  override readonly name = 'MisuseError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('misuse', message, facts)
  }
}

/**
 * A process ended while it held a lock: what the lock protects may be half done. Thrown to everyone who waited
 * then, or else to the next who acquires; the lock is free after that.
 */
export class OwnerDiedError extends MultiprocessingError {
  override readonly name = 'OwnerDiedError'
  /** The process that held the lock. */
  readonly pid: number
  readonly processName: string
  readonly exitCode: number | null
  readonly signal: string | null
  /** `facts`: `pid`, `processName`, `exitCode` and `signal` of the process, `object`: the lock's name. */
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('owner-died', message, facts)
    const { pid, processName, exitCode, signal } = facts
    this.pid = typeof pid === 'number' ? pid : 0
    this.processName = text(processName)
    this.exitCode = typeof exitCode === 'number' ? exitCode : null
    this.signal = typeof signal === 'string' ? signal : null
  }
}

/**
 * The barrier cannot be passed: `facts.reason` is `timeout`, `abort`, `reset`, `action` (which threw) or `death` (of
 * a process that waited).
 */
export class BrokenBarrierError extends MultiprocessingError {
  override readonly name = 'BrokenBarrierError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('broken-barrier', message, facts)
  }
}

/** The run's broker is gone; the run is over. */
export class DisconnectedError extends MultiprocessingError {
  override readonly name = 'DisconnectedError'
  constructor(message: string, facts: Record<string, unknown> = {}) {
    super('disconnected', message, facts)
  }
}

type Rebuild = (wire: WireError) => Error
const facts = (wire: WireError): Record<string, unknown> => wire.facts ?? {}
const text = (fact: unknown): string => (typeof fact === 'string' ? fact : '')

const ownClasses: Record<string, Rebuild> = {
  WorkerDiedError: (wire) =>
    new WorkerDiedError(facts(wire) as ConstructorParameters<typeof WorkerDiedError>[0]),
  ManagerDiedError: (wire) =>
    withMessage(new ManagerDiedError(facts(wire) as ConstructorParameters<typeof ManagerDiedError>[0]), wire),
  ConnectionFailedError: (wire) => new ConnectionFailedError(wire.message, facts(wire)),
  AuthenticationError: (wire) => new AuthenticationError(wire.message, facts(wire)),
  SerializationError: (wire) => new SerializationError(wire.message, text(facts(wire)['path'])),
  NotExportedError: (wire) => new NotExportedError(wire.message, facts(wire)),
  BootstrapError: (wire) => new BootstrapError(wire.message, facts(wire)),
  TimeoutError: (wire) => new TimeoutError(wire.message, facts(wire)),
  ProcessLimitError: (wire) => new ProcessLimitError(wire.message, facts(wire)),
  ProcessStartError: (wire) => new ProcessStartError(wire.message, facts(wire)),
  BrokenPoolError: (wire) => new BrokenPoolError(wire.message, facts(wire)),
  PoolNotRunningError: (wire) => new PoolNotRunningError(wire.message, facts(wire)),
  QueueFullError: (wire) => new QueueFullError(wire.message, facts(wire)),
  QueueEmptyError: (wire) => new QueueEmptyError(wire.message, facts(wire)),
  QueueClosedError: (wire) => new QueueClosedError(wire.message, facts(wire)),
  EOFError: (wire) => new EOFError(wire.message, facts(wire)),
  BrokenPipeError: (wire) => new BrokenPipeError(wire.message, facts(wire)),
  ClosedError: (wire) => new ClosedError(wire.message, facts(wire)),
  MisuseError: (wire) => new MisuseError(wire.message, facts(wire)),
  DisconnectedError: (wire) => new DisconnectedError(wire.message, facts(wire)),
  OwnerDiedError: (wire) => new OwnerDiedError(wire.message, facts(wire)),
  BrokenBarrierError: (wire) => new BrokenBarrierError(wire.message, facts(wire)),
}

/** What makes its own message from facts may have said more. */
function withMessage(error: Error, { message }: WireError): Error {
  error.message = message
  return error
}

const builtIns: Record<string, ErrorConstructor> = {
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
}

/**
 * Rebuilds an error that was thrown in another process: own name and message, own class where it is one of
 * the library's or the language's, the remote stack in a {@link RemoteError} as its cause.
 */
export function fromWireError(wire: WireError, origin?: string): Error {
  const error = rebuild(wire)
  const inner = wire.cause ? fromWireError(wire.cause) : undefined
  const remote = new RemoteError(
    `${wire.name}: ${wire.message}${origin ? ` (in ${origin})` : ''}`,
    { name: wire.name, ...(origin && { origin }) },
    wire.stack,
  )
  if (inner) Object.defineProperty(remote, 'cause', { value: inner, configurable: true, writable: true })
  Object.defineProperty(error, 'cause', {
    value: wire.stack ? remote : inner,
    configurable: true,
    writable: true,
  })
  return error
}

function rebuild(wire: WireError): Error {
  const own = Object.hasOwn(ownClasses, wire.name) ? ownClasses[wire.name]?.(wire) : undefined
  // A program may have a TimeoutError of its own: ours is told by its code.
  if (own && (own as MultiprocessingError).code === wire.code) return own
  const Known = Object.hasOwn(builtIns, wire.name) ? builtIns[wire.name] : undefined
  const error = Known ? new Known(wire.message) : new Error(wire.message)
  if (error.name !== wire.name) Object.defineProperty(error, 'name', { value: wire.name, configurable: true })
  if (wire.code !== undefined) Object.assign(error, { code: wire.code })
  return error
}
