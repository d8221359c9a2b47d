import { performance } from 'node:perf_hooks'
import type { StartMethod } from '../../shared/units.ts'
import { Broker, type BrokerHost } from '../broker/broker.ts'
import type { ClientSocket } from '../broker/client.ts'
import { UnjoinedChildren } from '../broker/findings.ts'
import type { Requester } from '../broker/machine.ts'
import { bootstrapName, type Launcher } from '../processes/launcher.ts'
import { endWords } from '../processes/endWords.ts'
import { Guardian } from '../processes/guardian.ts'
import { sweepRun, type RunMarker } from '../processes/markerSweep.ts'
import { ProcessManager, type ProcessRequest } from '../processes/processManager.ts'
import type { ProcessRecord } from '../processes/processRecord.ts'
import { markerName } from '../processes/runMarker.ts'
import { ThreadLauncher } from '../processes/threadLauncher.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import { ItemRun } from '../values/itemRun.ts'
import { builtEntry } from './builtEntries.ts'
import { DeadlockWatch } from './deadlockWatch.ts'
import { ChildNumbers, workerName } from './childNumbers.ts'
import { Doorkeeper, type Hello, type Visit } from './doorkeeper.ts'
import { environment } from './environment.ts'
import { mainProcessId, mainRequest, mainPurpose } from './mainProcess.ts'
import { Outbox } from './outbox.ts'
import { Pulse } from './pulse.ts'
import type { SessionMessage, SessionOptions } from './protocol.ts'
import { mainOutcome } from './mainOutcome.ts'
import { endOfRun, runawayError, type MainOutcome } from './runEnd.ts'
import { RunEvents } from './runEvents.ts'
import { createRendezvous, type Rendezvous } from './runFolder.ts'
import { SnapshotBuilder } from './snapshotBuilder.ts'
import { withoutStack } from '../wire/withoutStack.ts'
import { Welcomes, type Purpose } from './welcomes.ts'

/**
 * The run is over when its main program has ended and every other process too; what is left over by then is
 * ended. Owns the processes, the socket's folder and every timer.
 */

const snapshotIntervalMs = 100
/** Processes that the main program leaves behind get this long after SIGTERM. */
const leftoverGraceMs = 500
const outputDrainLimitMs = 1_000
const servants: ReadonlySet<string> = new Set(['pool-worker', 'manager'])

export class ActiveRun implements BrokerHost {
  readonly #options: SessionOptions
  readonly #send: (message: SessionMessage) => void
  readonly #startedAt = Date.now()
  readonly #startedAtMs = performance.now()
  readonly #rendezvous: Rendezvous
  readonly #door: Doorkeeper
  readonly #threads: ThreadLauncher
  readonly #manager: ProcessManager
  readonly #broker: Broker
  readonly now = (): number => performance.now() - this.#startedAtMs
  pidOf: BrokerHost['pidOf'] = (processId) => this.#manager.records.get(processId)?.pid ?? 0
  readonly #outbox = new Outbox()
  readonly #events = new RunEvents(this.#outbox, this.now, this.pidOf)
  readonly #snapshots: SnapshotBuilder
  readonly #marker: RunMarker
  readonly #deadlocks: DeadlockWatch
  readonly #unjoined = new UnjoinedChildren()
  #guardian: Guardian | undefined
  readonly #welcomes: Welcomes
  readonly #numbers = new ChildNumbers()
  readonly #starters = new Map<number, Requester>()
  readonly over: Promise<void>
  #resolveOver!: () => void
  readonly #pulse = new Pulse(() => this.#tick(), snapshotIntervalMs)
  #nextProcessId = mainProcessId + 1
  #outcome: MainOutcome | undefined
  #stoppedBecause: 'user' | 'timeout' | undefined
  /** Whether the main program could never have gone on when the run was stopped. */
  #isDeadlocked = false
  #isFinishing = false

  constructor(
    options: SessionOptions,
    launchers: Readonly<Record<string, Launcher>>,
    send: (message: SessionMessage) => void,
  ) {
    this.#options = options
    this.#send = send
    this.over = new Promise((resolve) => (this.#resolveOver = resolve))
    this.#rendezvous = createRendezvous(options.folder)
    this.#marker = { name: markerName, value: `${options.runId}.${this.#rendezvous.key.slice(0, 16)}` }
    this.#door = new Doorkeeper(this.#rendezvous, { onHello: (hello, socket) => this.#hello(hello, socket) })
    this.#threads = new ThreadLauncher({
      keeperEntry: builtEntry(options.workerEntry, 'keeper'),
      isAlive: (memorySpace) => this.isAlive(memorySpace),
      tell: (memorySpace, operation) => this.#broker.tell(memorySpace, operation),
      pidOf: (memorySpace) => this.pidOf(memorySpace),
    })
    const all = { ...launchers, thread: this.#threads }
    this.#manager = new ProcessManager(
      {
        launchers: all,
        entry: options.workerEntry,
        address: this.#rendezvous.address,
        workingDirectory: options.workingDirectory,
        env: { ...environment(), ...options.env, [markerName]: this.#marker.value },
        maxProcesses: options.maxProcesses ?? 64,
        maxOutputBytes: options.maxOutputBytes ?? 1024 * 1024,
        now: this.now,
      },
      {
        onStarted: (record) => this.#onStarted(record),
        onStartFailed: (record, error) => this.#onStartFailed(record, error),
        onEnded: (record) => this.#onEnded(record),
        onOutput: (chunk) => this.#outbox.output(chunk),
        onOutputDropped: (bytes) => (this.#outbox.outputBytesDropped += bytes),
        onRunaway: (started, refused) => this.#stopRunaway(started, refused),
      },
    )
    const { programFile, programName, startMethod: runStartMethod } = options
    const startMethods = Object.keys(all) as StartMethod[]
    this.#welcomes = new Welcomes({ programFile, programName, runStartMethod, startMethods })
    this.#broker = new Broker(this)
    this.#deadlocks = new DeadlockWatch((processId) => this.#broker.tell(processId, { op: 'probe' }))
    this.#snapshots = new SnapshotBuilder(this.#manager.records, this.#broker, this.#outbox)
  }

  async start(): Promise<void> {
    try {
      await this.#door.open()
      const guardianEntry = builtEntry(this.#options.workerEntry, 'guardian')
      this.#guardian = new Guardian(guardianEntry, this.#marker.value)
      this.#pulse.start()
      const { startMethod, params } = this.#options
      const encoded = ItemRun.pack([encodeValue(params, 'params')])
      this.#start(mainRequest(startMethod), mainPurpose, encoded)
      this.#manager.prepare(startMethod)
    } catch (error) {
      void this.#guardian?.dismiss()
      this.#giveBack()
      throw error
    }
  }

  stop(because: 'user' | 'timeout', graceMs: number): void {
    if (this.#isFinishing) return
    // A program that has ended by itself was not stopped: only what it left behind is.
    if (this.#manager.records.get(mainProcessId)?.endedAtMs == null) this.#stoppedBecause ??= because
    this.#isDeadlocked = this.#deadlocks.holds(mainProcessId)
    this.#snapshots.keepOpenEnds()
    this.#manager.stopAll(because, graceMs)
    this.#finishWhenOver()
  }

  #stopRunaway(started: number, refused: number): void {
    this.#outcome = { error: withoutStack(runawayError(started, refused)), result: undefined }
    this.#manager.stopAll('engine', 0)
  }

  endProcess(processId: number, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#manager.signal(processId, signal, 'user')
  }

  newProcessId(): number {
    return this.#nextProcessId++
  }

  startProcess: BrokerHost['startProcess'] = (parent, description, args, answer) => {
    const { name, daemon, startMethod, target, className, identity } = description
    const processId = this.newProcessId()
    this.#numbers.note(parent, identity)
    this.#starters.set(processId, answer)
    try {
      this.#start(
        { processId, parentId: parent, name, role: 'process', startMethod, isDaemon: daemon },
        { role: 'process', target, className, identity },
        args,
      )
    } catch (error) {
      this.#starters.delete(processId)
      this.#broker.drop(args)
      this.#broker.fail(answer.client, answer.id, withoutStack(error))
    }
  }

  startWorker: BrokerHost['startWorker'] = (request) => {
    const { processId, owner, startMethod, initializer, isTimed, initArgs } = request
    const identity = request.identity ?? this.#newNumbers(owner)
    this.#start(
      {
        processId,
        parentId: owner,
        name: workerName(startMethod, identity),
        role: 'pool-worker',
        startMethod,
        isDaemon: true,
      },
      { role: 'pool-worker', identity, initializer, isTimed },
      initArgs,
    )
  }

  startManager: BrokerHost['startManager'] = (processId, owner, manager, { name, startMethod, identity }) => {
    this.#numbers.note(owner, identity)
    this.#start(
      { processId, parentId: owner, name, role: 'manager', startMethod, isDaemon: true },
      { role: 'manager', identity, manager },
      ItemRun.pack([]),
    )
  }

  onPoolCreated: BrokerHost['onPoolCreated'] = (owner, identity, workers) =>
    this.#numbers.note(owner, identity, workers)

  /** The owner counts on from there. */
  #newNumbers(owner: number): number[] {
    const identity = this.#numbers.next(owner)
    this.#broker.tell(owner, { op: 'numbered', number: identity.at(-1) ?? 0 })
    return identity
  }

  #start(request: ProcessRequest, purpose: Purpose, items: ItemRun): void {
    const { processId, parentId } = request
    this.#welcomes.add(request, this.#manager.records.get(parentId), purpose, items)
    const { address, key } = this.#rendezvous
    try {
      this.#manager.start(request, { [bootstrapName]: JSON.stringify({ address, key, processId }) })
    } catch (error) {
      this.#welcomes.take(processId)
      throw error
    }
  }

  #hello({ processId, part, tid }: Hello, socket: ClientSocket): Visit | undefined {
    if (part === 'keeper') return this.#threads.keeperArrived(processId, socket)
    if (part === 'output') return this.#threads.outputArrived(processId, socket)
    const record = this.#manager.records.get(processId)
    const expected = record && this.#welcomes.take(processId)
    if (!expected) return undefined
    record.tid = tid
    this.#manager.connected(processId)
    this.#broker.attach(processId, servants.has(record.role), socket)
    const welcome = { ...expected.welcome, memorySpace: record.memorySpace }
    this.#broker.deliver(processId, { op: 'welcome', welcome, n: expected.items.count }, expected.items)
    return {
      onMessages: (messages) => this.#broker.receive(processId, messages),
      onClosed: (error) => this.#manager.disconnected(processId, error),
    }
  }

  onOperation: BrokerHost['onOperation'] = (processId, operation, items) => {
    const record = this.#manager.records.get(processId)
    if (!record) return
    switch (operation.op) {
      case 'ready':
        record.readyAtMs = this.now()
        this.#events.ready(record)
        return
      case 'outcome':
        // What ended the run says more than what its end made the main program say.
        if (processId === mainProcessId && !this.#outcome)
          this.#outcome = mainOutcome(operation.error, items, this.#options.maxResultBytes)
        return
      case 'goodbye':
        record.cpuMs = operation.cpuMs
        record.peakRssBytes = operation.peakRssBytes
        if (processId === mainProcessId) this.#snapshots.keepOpenEnds()
        return
      case 'probed':
        return this.#deadlocks.answered(processId, operation.isIdle, this.now())
      case 'threadsLost':
        return this.#threads.spaceEnded(processId, operation.message)
      case 'logging':
        return this.#welcomes.setLogging(processId, operation.settings)
      case 'hello':
        // The doorkeeper has seen to it.
        return
      case 'note':
        if (items)
          for (const note of decodeRun(items, () => null)) this.#send({ type: 'note', processId, note })
    }
  }

  signal: BrokerHost['signal'] = (processId, signal, by) =>
    this.#manager.signal(processId, signal, by, by === 'program')

  isAlive: BrokerHost['isAlive'] = (processId) => this.#manager.isAlive(processId)
  nameOf: BrokerHost['nameOf'] = (processId) =>
    this.#manager.records.get(processId)?.name ?? `process ${processId}`

  onChannelCreated: BrokerHost['onChannelCreated'] = this.#events.channelCreated
  onTaskLost: BrokerHost['onTaskLost'] = this.#events.taskLost
  onBlocked: BrokerHost['onBlocked'] = this.#events.blocked
  onUnblocked: BrokerHost['onUnblocked'] = this.#events.unblocked
  onUnjoined: BrokerHost['onUnjoined'] = (parent, child) => this.#unjoined.note(parent, child)

  onFinding: BrokerHost['onFinding'] = (finding) => {
    // That workers end and cannot be replaced is what stopping a run is.
    if (finding.code === 'crash-loop' && this.#manager.isStopping) return
    this.#events.finding(finding)
  }

  onTasksDone: BrokerHost['onTasksDone'] = (processId, count) => this.#manager.tasksDone(processId, count)

  /** Who waits for the start of the process, once. */
  #takeStarter(processId: number): Requester | undefined {
    const starter = this.#starters.get(processId)
    this.#starters.delete(processId)
    return starter
  }

  #onStarted(record: ProcessRecord): void {
    const { processId, memorySpace, pid } = record
    if (memorySpace === processId) this.#guardian?.add(pid)
    this.#events.started(record)
    this.#broker.workerStarted(processId, pid)
    const starter = this.#takeStarter(processId)
    if (starter) this.#broker.answer(starter.client, starter.id, { processId, pid })
  }

  #onStartFailed(record: ProcessRecord, error: Error): void {
    const starter = this.#takeStarter(record.processId)
    if (starter) this.#broker.fail(starter.client, starter.id, withoutStack(error))
    this.#dropWelcome(record.processId)
    this.#broker.startFailed(record.processId, error)
    if (record.processId === mainProcessId) this.#outcome = { error: withoutStack(error), result: undefined }
    this.#finishWhenOver()
  }

  #onEnded(record: ProcessRecord): void {
    const { processId, memorySpace, parentId, pid, exitCode, signal } = record
    if (memorySpace === processId) {
      this.#guardian?.remove(pid)
      // They are ended with it, as what a main program leaves behind is.
      for (const { processId: thread, memorySpace: space } of this.#manager.records.values())
        if (space === processId && thread !== processId) this.#manager.signal(thread, 'SIGTERM', 'engine')
      this.#threads.spaceEnded(processId, `its process (pid ${pid}) ${endWords(record)}`)
    }
    this.#events.exited(record)
    this.#dropWelcome(processId)
    this.#welcomes.forget(processId)
    this.#numbers.forget(processId)
    this.#broker.tellExit(parentId, processId, exitCode, signal)
    this.#broker.ended(processId, { pid, exitCode, signal })
    for (const child of this.#manager.records.values()) {
      // Its own bootstrap ends a process's daemons; this is for one that could not any more.
      if (child.parentId === processId && child.isDaemon)
        this.#manager.signal(child.processId, 'SIGTERM', 'engine')
    }
    if (processId === mainProcessId) this.#manager.stopAll('engine', leftoverGraceMs)
    this.#finishWhenOver()
  }

  /** Nobody will read it any more. */
  #dropWelcome(processId: number): void {
    const unread = this.#welcomes.take(processId)
    if (unread) this.#broker.drop(unread.items)
  }

  #finishWhenOver(): void {
    const main = this.#manager.records.get(mainProcessId)
    if (this.#isFinishing || this.#manager.aliveCount > 0 || main?.endedAtMs === null) return
    this.#isFinishing = true
    void this.#finish(main)
  }

  async #finish(main: ProcessRecord | undefined): Promise<void> {
    // Before the sweep: what it kills is not to be replaced.
    const disposed = this.#manager.dispose()
    sweepRun(this.#marker)
    await Promise.all([disposed, this.#manager.outputDrained(outputDrainLimitMs), this.#guardian?.dismiss()])
    this.#tick()
    // First: whoever hears of the end may take this thread or process away at once.
    this.#giveBack()
    const end = endOfRun(main, this.#outcome, this.#stoppedBecause, this.#isDeadlocked)
    this.#send({ type: 'ended', end: { startedAt: this.#startedAt, ...end } })
  }

  #giveBack(): void {
    this.#pulse.stop()
    this.#broker.dispose()
    this.#door.close()
    this.#rendezvous.dispose()
    this.#resolveOver()
  }

  #tick(): void {
    this.#broker.waits.announce()
    const now = this.now()
    const deadlocks = this.#deadlocks.check(this.#broker.waitGraph(this.#manager.starting()), now)
    for (const finding of [...this.#unjoined.take(this), ...deadlocks]) this.onFinding(finding)
    const { endDeadlockedAfterMs = Infinity } = this.#options
    if (this.#deadlocks.heldMs(mainProcessId, now) >= endDeadlockedAfterMs) this.stop('timeout', 0)
    this.#outbox.flush(this.#send)
    this.#send({ type: 'snapshot', snapshot: this.#snapshots.build(this.now()) })
  }
}
