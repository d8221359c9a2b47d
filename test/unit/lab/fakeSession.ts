import type {
  EngineSnapshot,
  SessionCommand,
  SessionEnd,
  SessionFactory,
  SessionListener,
  SessionMessage,
} from '../../../src/engine/session/protocol.ts'
import type { ProcessSnapshot, RunUpdate } from '../../../src/shared/runUpdate.ts'
import type { MachineInfo } from '../../../src/shared/machine.ts'

export const machine: MachineInfo = {
  logicalCores: 4,
  physicalCores: 2,
  memoryBytes: 8e9,
  platform: 'test',
  runtimeVersion: 'node 24.0.0',
}

export const mainProcess: ProcessSnapshot = {
  processId: 1,
  tid: null,
  pid: 100,
  parentPid: 1,
  name: 'MainProcess',
  role: 'main',
  startMethod: 'spawn',
  startedAtMs: 0,
  readyAtMs: 40,
  endedAtMs: null,
  exitCode: null,
  signal: null,
  cpuMs: 0,
  peakRssBytes: 0,
  tasks: 0,
  phase: 'running',
  endedBy: null,
  endCause: null,
  waits: [],
  state: null,
  cpuPercent: null,
  rssBytes: null,
  core: null,
  threads: null,
}

export const completed: SessionEnd = {
  startedAt: Date.UTC(2026, 0, 1),
  outcome: 'completed',
  exitCode: 0,
  error: null,
  result: { answer: 42 },
}

export function engineSnapshot(part: Partial<EngineSnapshot> = {}): EngineSnapshot {
  return {
    elapsedMs: 1_000,
    processes: [mainProcess],
    channels: [],
    locks: [],
    pools: [],
    eventsTotal: 0,
    loss: { eventsDropped: 0, outputBytesDropped: 0 },
    ...part,
  }
}

/** A session that does what the test says: commands are recorded, messages are the test's. */
export class FakeSession {
  readonly commands: SessionCommand[] = []
  isClosed = false
  #listener!: SessionListener

  readonly factory: SessionFactory = (listener) => {
    this.#listener = listener
    return {
      send: (command) => this.commands.push(command),
      close: async () => {
        this.isClosed = true
      },
    }
  }

  say(...messages: SessionMessage[]): void {
    for (const message of messages) this.#listener.onMessage(message)
  }

  die(reason: string): void {
    this.#listener.onClosed(reason)
  }
}

/** A watcher that takes an update when the test lets it. */
export class FakeWatcher {
  readonly updates: RunUpdate[] = []
  isEnded = false
  isSlow = false
  #release: (() => void) | undefined

  emit = (update: RunUpdate): Promise<void> => {
    this.updates.push(update)
    if (!this.isSlow) return Promise.resolve()
    return new Promise((resolve) => (this.#release = resolve))
  }

  end = (): void => {
    this.isEnded = true
  }

  take(): void {
    this.#release?.()
  }
}
