import { join } from 'node:path'
import { unpackedPath } from './unpackedPath.ts'

/** Where the built parts lie that are found by path at run time: entries for processes, and data. */
export interface RuntimePaths {
  /** Bootstrap of every process of a run. */
  workerEntry: string
  /** The library that programs import as `multiprocessing`. */
  libraryEntry: string
  /** The session, for a worker thread or a utility process. */
  sessionEntry: string
  /** The program that conducts an experiment. */
  experimentRunnerEntry: string
  /** What programs' authors and editors are told of the library. */
  declarations: string
  /** Exercises, programs and workloads: real files also in a package, as the bundler reads them. */
  resources: string
  renderer: string
}

/** @param root - the folder that holds `out` and `resources`: the clone, or the package's `app.asar`. */
export function runtimePaths(root: string): RuntimePaths {
  const main = join(root, 'out', 'main')
  return {
    workerEntry: join(main, 'worker.js'),
    libraryEntry: join(main, 'multiprocessing.js'),
    sessionEntry: join(main, 'session.js'),
    experimentRunnerEntry: join(main, 'experimentRunner.js'),
    declarations: join(root, 'out', 'types', 'multiprocessing.d.ts'),
    resources: join(unpackedPath(root), 'resources'),
    renderer: join(root, 'out', 'renderer'),
  }
}
