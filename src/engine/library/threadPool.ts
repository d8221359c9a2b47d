import { Pool } from './pool.ts'
import type { PoolOptions } from './poolOptions.ts'

/**
 * A {@link Pool} whose workers are threads of this process: they need less memory than processes and share its own
 * (a `SharedArray` is the same bytes for all of them), but the crash of one may take the process along.
 *
 * A thread is a JavaScript world of its own: arguments and results are cloned, as for processes, and functions are
 * found by their exported names.
 */
export class ThreadPool<I extends unknown[] = unknown[]> extends Pool<I> {
  /**
   * @param processes - number of threads. Default: `cpuCount()`.
   * @throws MisuseError, NotExportedError, SerializationError, BootstrapError.
   */
  constructor(processes?: number, options: PoolOptions<I> = {} as PoolOptions<I>) {
    super(processes, { ...options, startMethod: 'thread' })
  }
}
