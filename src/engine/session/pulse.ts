import { performance } from 'node:perf_hooks'

/** How much of the session's time what it does regularly may take. */
const share = 0.1

/** How long to pause after work that took so long. A run of thousands of processes is told less often. */
export function pauseMs(tookMs: number, intervalMs: number): number {
  return Math.max(intervalMs, tookMs * (1 / share - 1))
}

/** Does something about every `intervalMs`, and less often where it takes long. Stop it. */
export class Pulse {
  readonly #beat: () => void
  readonly #intervalMs: number
  #timer: NodeJS.Timeout | undefined

  constructor(beat: () => void, intervalMs: number) {
    this.#beat = beat
    this.#intervalMs = intervalMs
  }

  start(): void {
    this.#beatAfter(this.#intervalMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #beatAfter(delayMs: number): void {
    const timer = setTimeout(() => {
      const startedMs = performance.now()
      this.#beat()
      // The beat itself may have stopped it.
      if (this.#timer === timer) this.#beatAfter(pauseMs(performance.now() - startedMs, this.#intervalMs))
    }, delayMs)
    this.#timer = timer
  }
}
