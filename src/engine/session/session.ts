import { toWireError } from '../../shared/errors.ts'
import type { Launcher } from '../processes/launcher.ts'
import { ActiveRun } from './activeRun.ts'
import type { SessionCommand, SessionMessage } from './protocol.ts'

/**
 * One run: its broker, its processes and what is told about them.
 *
 *   SessionCommand ─▶ Session ── ActiveRun ─┬─ ProcessManager ── launchers ── processes
 *                                           ├─ Broker ◀── Doorkeeper ◀── sockets of the processes
 *   SessionMessage ◀───────────── Outbox ───┴─ SnapshotBuilder, ten times a second
 */

export class Session {
  readonly #send: (message: SessionMessage) => void
  readonly #launchers: Readonly<Record<string, Launcher>>
  #run: ActiveRun | undefined

  constructor(send: (message: SessionMessage) => void, launchers: Readonly<Record<string, Launcher>>) {
    this.#send = send
    this.#launchers = launchers
  }

  handle(command: SessionCommand): void {
    switch (command.type) {
      case 'start':
        if (this.#run) throw new Error('A session serves one run; start another session.')
        this.#run = new ActiveRun(command.options, this.#launchers, this.#send)
        this.#run.start().catch((error: unknown) => this.#send({ type: 'broken', error: toWireError(error) }))
        return
      case 'stop':
        this.#run?.stop(command.because, command.graceMs)
        return
      case 'end-process':
        this.#run?.endProcess(command.processId, command.signal)
    }
  }

  /** Ends every process at once and gives everything back. */
  async dispose(): Promise<void> {
    this.#run?.stop('user', 0)
    await this.#run?.over
  }
}
