import type { Deaths, WorkerExit } from './poolTypes.ts'
import type { PoolWorker } from './poolWorker.ts'

/** A pool is hopeless when its workers end this often in a row before they are ready, or soon after without a task. */
const startDeathLimit = 3
const deathLimit = 10
/** A worker that lived longer did not end because it cannot live. */
const longLifeMs = 10_000

/** Tells when a pool's workers cannot live, so that it does not start them for ever. */
export class PoolDeaths {
  #startDeaths = 0
  #idleDeaths = 0
  #wasComplete = false

  workerReady(): void {
    this.#startDeaths = 0
  }

  /** All workers that the pool is to have have been ready at once. */
  poolReady(): void {
    this.#wasComplete = true
  }

  taskDone(): void {
    this.#idleDeaths = 0
  }

  /** A worker has ended that was not told to. Returns the reason to give up, if there is one. */
  count(worker: PoolWorker, exit: WorkerExit, hadTask: boolean, nowMs: number): Deaths | undefined {
    const areStarting = worker.phase === 'starting'
    if (areStarting) this.#startDeaths++
    else if (nowMs - worker.readyAtMs > longLifeMs) this.#idleDeaths = 0
    else if (!hadTask) this.#idleDeaths++
    const deaths = areStarting ? this.#startDeaths : this.#idleDeaths
    if (deaths < this.#limit(areStarting, exit)) return undefined
    return { deaths, areStarting, exit, cause: worker.failure }
  }

  #limit(areStarting: boolean, exit: WorkerExit): number {
    if (!areStarting) return deathLimit
    // As in CPython: a pool whose first workers cannot all be started is none.
    if (exit.pid === 0 && !this.#wasComplete) return 1
    // A signal comes from outside, and may not come again.
    return exit.signal === null ? startDeathLimit : deathLimit
  }
}
