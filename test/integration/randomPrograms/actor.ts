import { setImmediate as turn } from 'node:timers/promises'
import {
  Connection,
  JoinableQueue,
  MultiprocessingError,
  Process,
  SimpleQueue,
  type Lock,
  type Queue,
} from 'multiprocessing'
import { notesTo, type Note } from './notes.ts'
import type { ActorPlan, Step } from './plan.ts'

/** Plays an actor's part, in the main program or in a process of its own, and notes all that it does. */

export interface Item {
  id: string
  pad?: Uint8Array
}

export type Channel = Queue<Item> | SimpleQueue<Item> | Connection<Item>

/** What an actor says to the main program. */
export type Report =
  | { actor: number; what: 'begun'; pid: number }
  | { actor: number; what: 'step' | 'over' }
  | { actor: number; what: 'got'; channel: number; id: string }

/** Everything that an actor needs; it travels to the actor's process. */
export interface Part {
  seed: number
  actor: ActorPlan
  file: string
  /** By number: those that it, or an actor that it starts, uses. */
  reading: Map<number, Channel>
  writing: Map<number, Channel>
  lock: Lock | null
  reports: Queue<Report>
  /** Held by an actor that is started by another: its end tells the main program of the actor's. */
  alive: Connection | null
  children: Part[]
}

export async function act(part: Part): Promise<void> {
  await part.reports.put({ actor: part.actor.index, what: 'begun', pid: process.pid })
  await new Performer(part).perform()
  if (part.actor.end === 'exit') process.exit(7)
  if (part.actor.end === 'throw') throw new Error('expected')
}

export class Performer {
  readonly #part: Part
  readonly #note: Note
  readonly #pending = new Set<Promise<void>>()
  #count = 0

  constructor(part: Part) {
    this.#part = part
    this.#note = notesTo(part.file, part.seed, part.actor.index)
  }

  async perform(): Promise<void> {
    for (const step of this.#part.actor.steps) {
      void this.#report({ actor: this.#part.actor.index, what: 'step' })
      await this.#perform(step)
    }
    if (this.#part.children.length > 0) await this.#giveUp()
    this.#note('over')
    await this.#report({ actor: this.#part.actor.index, what: 'over' })
  }

  /** Resolves when every put has settled. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Its end waits for its children: what these wait for must not be open because of it. */
  async #giveUp(): Promise<void> {
    await this.settle()
    // But for what tells that it is alive.
    const { alive } = this.#part
    for (const connection of connectionsOf(this.#part)) if (connection !== alive) await connection.close()
  }

  #perform(step: Step): Promise<void> {
    switch (step.do) {
      case 'put':
        return this.#put(step)
      case 'get':
        return this.#get(step)
      case 'loop':
        return this.#loop(step)
      case 'lock':
        return this.#takeTurns(step)
      case 'start':
        return this.#start(step.actor)
      case 'die':
        return this.#die()
    }
  }

  async #put({
    channel,
    count,
    isAwaited,
    padBytes,
    timeoutMs,
  }: Extract<Step, { do: 'put' }>): Promise<void> {
    const target = this.#part.writing.get(channel) as Channel
    for (let n = 0; n < count; n++) {
      const id = `${this.#part.actor.index}.${this.#count++}`
      this.#note('put', channel, id)
      const item = padBytes > 0 ? { id, pad: new Uint8Array(padBytes) } : { id }
      const settled = putInto(target, item, timeoutMs).then(
        () => this.#note('put-done', channel, id),
        (error: unknown) => this.#note('put-failed', channel, `${id} ${nameOf(error)}`),
      )
      this.#pending.add(settled)
      void settled.then(() => this.#pending.delete(settled))
      if (isAwaited) await settled
    }
  }

  async #get({ channel, count, timeoutMs }: Extract<Step, { do: 'get' }>): Promise<void> {
    const source = this.#part.reading.get(channel) as Channel
    for (let n = 0; n < count; n++) {
      this.#note('ask', channel)
      try {
        const { id } = await getFrom(source, timeoutMs)
        this.#note('got', channel, id)
        await this.#finishTask(source, channel, id)
      } catch (error) {
        this.#note('ask-failed', channel, nameOf(error))
        if (isEnd(error)) return
      }
    }
  }

  async #loop({ channel, most }: Extract<Step, { do: 'loop' }>): Promise<void> {
    const source = this.#part.reading.get(channel) as Channel
    // A simple queue has no loop of its own.
    if (source instanceof SimpleQueue)
      return this.#get({ do: 'get', channel, count: most ?? Number.MAX_SAFE_INTEGER, timeoutMs: null })
    this.#note('loop', channel)
    let taken = 0
    for await (const { id } of source) {
      // Said to the broker, as that the item was taken is: what of both arrives does so in this order.
      void this.#report({ actor: this.#part.actor.index, what: 'got', channel, id })
      await this.#finishTask(source, channel, id)
      if (++taken === most) break
    }
    this.#note(taken === most ? 'loop-left' : 'loop-ended', channel)
  }

  async #finishTask(source: Channel, channel: number, id: string): Promise<void> {
    if (!(source instanceof JoinableQueue)) return
    this.#note('task-done', channel, id)
    await source.taskDone()
    this.#note('task-done-done', channel, id)
  }

  async #takeTurns({ count, dies }: Extract<Step, { do: 'lock' }>): Promise<void> {
    const lock = this.#part.lock as Lock
    for (let n = 0; n < count; n++) {
      this.#note('acquire')
      try {
        await lock.acquire()
      } catch (error) {
        this.#note('acquire-failed', '-', nameOf(error))
        continue
      }
      this.#note('enter')
      if (dies) return this.#die()
      // Others get a chance to come in, if the lock let them.
      await this.#report({ actor: this.#part.actor.index, what: 'step' })
      await turn()
      this.#note('leave')
      await lock.release()
    }
  }

  async #start(actor: number): Promise<void> {
    const child = this.#part.children.find((part) => part.actor.index === actor) as Part
    await new Process({ target: act, args: [child] }).start()
    // What is the child's alone must not be open because of its parent.
    const own = ownConnections(this.#part)
    for (const connection of connectionsOf(child)) if (!own.includes(connection)) await connection.close()
  }

  #die(): never {
    process.kill(process.pid, 'SIGKILL')
    for (;;);
  }

  #report(report: Report): Promise<void> {
    return this.#part.reports.put(report)
  }
}

export function putInto(target: Channel, item: Item, timeoutMs: number | null): Promise<void> {
  if (target instanceof Connection) return target.send(item)
  if (target instanceof SimpleQueue) return target.put(item)
  return target.put(item, timeoutMs === null ? {} : { timeoutMs })
}

export function getFrom(source: Channel, timeoutMs: number | null): Promise<Item> {
  const options = timeoutMs === null ? {} : { timeoutMs }
  if (source instanceof Connection) return source.recv(options)
  if (source instanceof SimpleQueue) return source.get()
  return source.get(options)
}

function isEnd(error: unknown): boolean {
  return (
    error instanceof MultiprocessingError && (error.name === 'QueueClosedError' || error.name === 'EOFError')
  )
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

function ownConnections(part: Part): Connection[] {
  const all = [...part.reading.values(), ...part.writing.values(), part.alive]
  return all.filter((channel) => channel instanceof Connection)
}

/** Also those that are there for its children. */
function connectionsOf(part: Part): Connection[] {
  return [...ownConnections(part), ...part.children.flatMap(connectionsOf)]
}
