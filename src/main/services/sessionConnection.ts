import type {
  SessionCommand,
  SessionListener,
  SessionMessage,
  SessionPort,
} from '../../engine/session/protocol.ts'

/** What a session runs in: a worker thread, or a utility process. */
export interface SessionVehicle {
  post(command: SessionCommand): void
  /** Ends it at once. Its processes then notice that it is gone and end themselves. */
  kill(): void
}

/** How long a session may take to end its processes before it is killed itself. */
const closeTimeoutMs = 5_000

/**
 * A host's hold on one session, whatever it runs in.
 *
 *   open ── close() ──▶ closing: every process is killed ── `ended`, or too late ──▶ vehicle killed ──▶ gone
 *     └── the vehicle ends by itself ──────────────────────────────────────────────────────────────────▶ gone
 */
export class SessionConnection implements SessionPort {
  readonly pid: number | undefined
  readonly #listener: SessionListener
  readonly #vehicle: SessionVehicle
  readonly #gone: Promise<void>
  #resolveGone!: () => void
  #isGone = false
  #isClosing = false
  #isOver = false
  #deadline: NodeJS.Timeout | undefined

  /**
   * The vehicle's owner calls `receive` with what the session sends and `exited` when the vehicle has ended.
   *
   * @param pid - the session's own process, where it has one
   */
  constructor(vehicle: SessionVehicle, listener: SessionListener, pid?: number) {
    this.pid = pid
    this.#vehicle = vehicle
    this.#listener = listener
    this.#gone = new Promise((resolve) => (this.#resolveGone = resolve))
  }

  send(command: SessionCommand): void {
    if (!this.#isGone && !this.#isClosing) this.#vehicle.post(command)
  }

  close(): Promise<void> {
    if (this.#isGone || this.#isClosing) return this.#gone
    this.#isClosing = true
    if (this.#isOver) this.#vehicle.kill()
    else {
      this.#vehicle.post({ type: 'stop', because: 'user', graceMs: 0 })
      this.#deadline = setTimeout(() => this.#vehicle.kill(), closeTimeoutMs)
    }
    return this.#gone
  }

  receive(message: SessionMessage): void {
    if (this.#isGone) return
    if (message.type === 'ended' || message.type === 'broken') this.#isOver = true
    this.#listener.onMessage(message)
    // The listener may have closed us while it had the message: nothing is left to wait for then.
    if (this.#isOver && this.#isClosing) this.#vehicle.kill()
  }

  exited(reason: string): void {
    if (this.#isGone) return
    this.#isGone = true
    clearTimeout(this.#deadline)
    this.#resolveGone()
    this.#listener.onClosed(reason)
  }
}
