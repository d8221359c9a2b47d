import { Manager as startManager, type ManagerOptions, type SyncManager } from './manager.ts'
import { Process as AnyProcess, type ProcessOptions } from './process.ts'
import { ThreadPool } from './threadPool.ts'

/**
 * `multiprocessing/dummy`: the names of `multiprocessing` over worker threads of this process. What is not started
 * (queues, pipes, locks, …) is the same in both.
 */
export * from './index.ts'
export { ThreadPool as Pool }

/**
 * A thread that runs an exported function, or the `run` method of an exported subclass; see `Process` of
 * `multiprocessing`. Its `pid` is that of the process that it lives in. `terminate()` and `kill()` both end it at
 * once, whatever it does; Python's threads have neither.
 */
class ThreadProcess<A extends unknown[] = unknown[]> extends AnyProcess<A> {
  constructor(options: ProcessOptions<A> = {} as ProcessOptions<A>) {
    super({ ...options, startMethod: 'thread' })
  }
}
// Bundled beside the other one it has another name of its own, and threads would be named after that.
Object.defineProperty(ThreadProcess, 'name', { value: 'Process' })
AnyProcess.plain(ThreadProcess)
export { ThreadProcess as Process }

/** As the `Manager` of `multiprocessing`: it lives in a thread of this process. */
export function Manager(options: ManagerOptions = {}): Promise<SyncManager> {
  return startManager({ ...options, startMethod: 'thread' })
}
