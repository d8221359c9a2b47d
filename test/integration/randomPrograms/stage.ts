import { Connection, Lock, Process, Queue } from 'multiprocessing'
import { act, Performer, type Part, type Report } from './actor.ts'
import { drain, finishTasks, makeChannel, type MadeChannel } from './channels.ts'
import type { Note } from './notes.ts'
import { channelsOf, type ActorPlan, type Plan } from './plan.ts'
import { runPool } from './poolTasks.ts'
import { buildParts } from './parts.ts'

/** How far an actor is; its death ends both. */
interface Progress {
  /** It reads and writes no more. */
  over: Promise<void>
  setOver(): void
  ended: Promise<void>
}

/** The main program's side of one plan. */
export class Stage {
  readonly #plan: Plan
  readonly #file: string
  readonly #note: Note
  readonly #channels: MadeChannel[]
  readonly #reports = new Queue<Report>()
  readonly #parts: Part[]
  readonly #alive: Map<number, Connection>
  readonly #processes = new Map<number, Process<[Part]>>()
  readonly #progress: Progress[] = []
  readonly #pids = new Map<number, number>()
  #heard = 0

  constructor(plan: Plan, file: string, note: Note) {
    this.#plan = plan
    this.#file = file
    this.#note = note
    this.#channels = plan.channels.map(makeChannel)
    const lock = plan.hasLock ? new Lock() : null
    const built = buildParts(plan, { file, channels: this.#channels, lock, reports: this.#reports })
    this.#parts = built.parts
    this.#alive = built.alive
  }

  async play(): Promise<void> {
    const listening = this.#listen()
    for (const actor of this.#plan.actors.slice(1)) await this.#start(actor)
    const performing = this.#performOwn()
    this.#progress[0] = progressOf(performing)
    const pooled = this.#runPool()
    await this.#giveUpEnds(pooled)
    const drained = this.#channels.map((made, channel) => this.#attend(made, channel, pooled))
    await Promise.all([...drained, ...this.#progress.map(({ ended }) => ended), pooled])
    await this.#reports.close()
    await listening
    for (const [channel, made] of this.#channels.entries()) await finishTasks(made, channel, this.#note)
  }

  async killAll(): Promise<void> {
    for (const process of this.#processes.values()) await process.kill().catch(() => {})
    for (const pid of this.#pids.values()) killFromOutside(pid)
  }

  async #performOwn(): Promise<void> {
    const part = this.#parts[0] as Part
    const performer = new Performer(part)
    await performer.perform()
    await performer.settle()
    for (const channel of part.writing.values()) if (channel instanceof Connection) await channel.close()
  }

  async #runPool(): Promise<void> {
    const { pool, seed } = this.#plan
    if (pool === null) return
    const target = (this.#channels[pool.channel] as MadeChannel).writer
    await runPool(pool, { seed, file: this.#file, target, note: this.#note })
  }

  /** Starts it, if no other actor does. */
  async #start({ index, parent }: ActorPlan): Promise<void> {
    if (parent !== null) {
      this.#progress[index] = progressOf(this.#awaitEnd(index))
      return
    }
    const process = new Process({ target: act, args: [this.#parts[index] as Part] })
    this.#processes.set(index, process)
    await process.start()
    const ended = process.join().then(() => this.#note('ended', '-', `${index} ${process.exitCode}`))
    this.#progress[index] = progressOf(ended)
  }

  /** Of one that another actor starts, or never starts: when nobody holds its end of the pipe any more. */
  async #awaitEnd(index: number): Promise<void> {
    const alive = this.#alive.get(index) as Connection
    await alive.recv().catch(() => {})
    await alive.close()
  }

  /** What the main program does not use itself must not be open because of it. */
  async #giveUpEnds(pooled: Promise<void>): Promise<void> {
    for (const part of this.#parts) await part.alive?.close()
    const own = this.#parts[0] as Part
    for (const [channel, { plan, reader, writer }] of this.#channels.entries()) {
      if (!(reader instanceof Connection) || !(writer instanceof Connection)) continue
      const isPooled = this.#plan.pool?.channel === channel
      if (isPooled) void pooled.then(() => writer.close())
      else if (!own.writing.has(channel)) await writer.close()
      if (!plan.isKept) void this.#progress[0]?.ended.then(() => reader.close())
    }
  }

  /** Closes a channel when its writers have ended, and takes what its readers leave. */
  async #attend(made: MadeChannel, channel: number, pooled: Promise<void>): Promise<void> {
    const { reader, plan } = made
    const readers = this.#actorsAt(channel, 'read').map(({ index }) => this.#progress[index]?.over)
    const writers = this.#actorsAt(channel, 'write').map(({ index, steps }) => {
      const isParent = steps.some((step) => step.do === 'start')
      // A parent ends only after its children, which may wait for this; its puts are settled when it is over.
      return isParent ? this.#progress[index]?.over : this.#progress[index]?.ended
    })
    const isPooled = this.#plan.pool?.channel === channel
    const written = Promise.all([...writers, isPooled ? pooled : undefined])
    if (!(reader instanceof Connection)) void written.then(() => reader.close())
    for (const reader of readers) await reader
    if (plan.isKept || !(reader instanceof Connection)) await drain(made, channel, this.#note)
    await written
  }

  #actorsAt(channel: number, use: 'read' | 'write'): ActorPlan[] {
    return this.#plan.actors.filter((actor) => channelsOf(actor, use).includes(channel))
  }

  async #listen(): Promise<void> {
    for await (const report of this.#reports) {
      this.#heard++
      if (report.what === 'begun') this.#pids.set(report.actor, report.pid)
      if (report.what === 'over') this.#progress[report.actor]?.setOver()
      if (report.what === 'got') this.#note('told', report.channel, `${report.id} ${report.actor}`)
      await this.#killWhenDue()
    }
  }

  async #killWhenDue(): Promise<void> {
    const { kill } = this.#plan
    if (kill === null || this.#heard !== kill.afterReports) return
    const process = this.#processes.get(kill.victim)
    const pid = this.#pids.get(kill.victim)
    if (kill.how === 'library' ? !process?.isAlive() : pid === undefined) return
    this.#note('killed', '-', String(kill.victim))
    if (kill.how === 'library') await process?.kill()
    else if (pid !== undefined) killFromOutside(pid)
  }
}

function progressOf(ended: Promise<void>): Progress {
  let setOver!: () => void
  const over = new Promise<void>((resolve) => (setOver = resolve))
  void ended.then(setOver)
  return { over, setOver, ended }
}

function killFromOutside(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
