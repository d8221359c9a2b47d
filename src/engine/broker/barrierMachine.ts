import type { WireError } from '../../shared/errors.ts'
import type { BarrierPass } from '../wire/synchronizationOperations.ts'
import { describeEnd, factsOfEnd } from './describeEnd.ts'
import { LockMeter, type LockCounters } from './lockMeter.ts'
import type { Command, Machine, ProcessEnd, Requester } from './machine.ts'

export type BarrierEvent =
  /** `timeoutMs` 0: breaks the barrier unless it is the last to arrive. */
  | ({ type: 'wait'; timeoutMs: number | undefined } & Requester)
  /** The last to arrive has run the action. */
  | ({ type: 'acted'; generation: number; error: WireError | null } & Requester)
  | ({ type: 'reset' | 'abort' | 'waiting' | 'isBroken' } & Requester)
  | ({ type: 'timeout' } & Requester)
  | { type: 'giveBack'; client: number }
  | { type: 'gone'; client: number; end: ProcessEnd }

/** Why waits at the barrier fail. */
interface Cause {
  reason: 'timeout' | 'abort' | 'reset' | 'action' | 'death'
  text: string
  facts?: Record<string, unknown>
}

/** All have arrived; the last of them runs the action while the others wait. */
interface Acting {
  generation: number
  /** The process that runs it. */
  actor: number
  others: Requester[]
}

/**
 * A barrier: so many waits as it has parties are let go together, each with an index of its own, as often as they
 * come. It is broken, until it is reset, when a wait's time is over, a waiting process ends, the action fails,
 * or somebody aborts it: everyone who waits is told why then, and everyone who comes.
 */
export class BarrierMachine implements Machine<BarrierEvent> {
  readonly #name: string
  readonly #parties: number
  readonly #hasAction: boolean
  readonly #meter: LockMeter
  /** In the order in which they came. */
  #arrived: Requester[] = []
  #acting: Acting | undefined
  #generation = 0
  #broken: Cause | undefined

  constructor(name: string, parties: number, hasAction: boolean, now: () => number) {
    this.#name = name
    this.#parties = parties
    this.#hasAction = hasAction
    this.#meter = new LockMeter(now)
  }

  get counters(): LockCounters {
    return this.#meter.counters
  }

  handle(event: BarrierEvent): Command[] {
    const out: Command[] = []
    switch (event.type) {
      case 'wait':
        this.#wait(event, event.timeoutMs, out)
        break
      case 'acted':
        this.#acted(event, out)
        break
      case 'abort':
        this.#break({ reason: 'abort', text: 'it was aborted' }, out)
        break
      case 'reset':
        this.#reset(out)
        break
      case 'timeout':
        if (this.#waitsFor(event)) this.#break(this.#lateness(), out)
        break
      case 'gone':
        this.#gone(event.client, event.end, out)
        break
      default:
    }
    this.#answer(event, out)
    this.#meter.note(this.#arrived.length + (this.#acting?.others.length ?? 0), 0)
    return out
  }

  /** Answers what is answered in every state. */
  #answer(event: BarrierEvent, out: Command[]): void {
    if (event.type === 'abort' || event.type === 'reset')
      out.push({ type: 'done', client: event.client, id: event.id, count: 1 })
    else if (event.type === 'waiting' || event.type === 'isBroken') {
      const waiting = this.#arrived.length + (this.#acting ? this.#parties : 0)
      const value = event.type === 'waiting' ? waiting : this.#broken !== undefined
      out.push({ type: 'value', client: event.client, id: event.id, value })
    }
  }

  #wait({ client, id }: Requester, timeoutMs: number | undefined, out: Command[]): void {
    if (this.#broken) return void out.push(this.#failure({ client, id }, this.#broken))
    this.#arrived.push({ client, id })
    if (this.#isComplete()) return this.#complete(out)
    this.#meter.contended++
    if (timeoutMs === 0) this.#break(this.#lateness(), out)
    else out.push({ type: 'park', client, id, operation: 'wait', timeoutMs })
  }

  /** Those who come while the action of those before them runs wait for its end. */
  #isComplete(): boolean {
    return !this.#acting && this.#arrived.length >= this.#parties
  }

  #complete(out: Command[]): void {
    const group = this.#arrived.splice(0, this.#parties)
    const last = group[group.length - 1] as Requester
    if (!this.#hasAction) return this.#letGo(group, out)
    const generation = ++this.#generation
    this.#acting = { generation, actor: last.client, others: group.slice(0, -1) }
    this.#pass(last, { index: group.length - 1, generation }, out)
  }

  #letGo(group: readonly Requester[], out: Command[]): void {
    group.forEach((requester, index) => this.#pass(requester, { index }, out))
  }

  #pass({ client, id }: Requester, value: BarrierPass, out: Command[]): void {
    this.#meter.acquires++
    out.push({ type: 'value', client, id, value })
  }

  #acted(event: Extract<BarrierEvent, { type: 'acted' }>, out: Command[]): void {
    const { client, id, generation, error } = event
    const acting = this.#acting
    const isCurrent = acting?.generation === generation && acting.actor === client
    if (isCurrent && error) this.#break(actionFailure(error), out)
    // Its own error says more than that the barrier is broken by now.
    if (isCurrent || error) out.push({ type: 'done', client, id, count: 1 })
    else out.push(this.#failure({ client, id }, this.#broken ?? wasReset))
    if (!isCurrent || error) return
    this.#acting = undefined
    this.#letGo(acting.others, out)
    if (this.#isComplete()) this.#complete(out)
  }

  #reset(out: Command[]): void {
    this.#failAll(wasReset, out)
    this.#broken = undefined
  }

  #break(cause: Cause, out: Command[]): void {
    this.#broken ??= cause
    this.#failAll(this.#broken, out)
  }

  #failAll(cause: Cause, out: Command[]): void {
    for (const requester of [...(this.#acting?.others ?? []), ...this.#arrived])
      out.push(this.#failure(requester, cause))
    this.#acting = undefined
    this.#arrived = []
  }

  #gone(client: number, end: ProcessEnd, out: Command[]): void {
    const isActor = this.#acting?.actor === client
    const isParty = isActor || this.#waiters().some((requester) => requester.client === client)
    if (!isParty) return
    this.#arrived = this.#arrived.filter((requester) => requester.client !== client)
    if (this.#acting)
      this.#acting.others = this.#acting.others.filter((requester) => requester.client !== client)
    const text = `process ${describeEnd(end).slice('Process '.length)} while it ${isActor ? 'ran the action' : 'waited'}`
    this.#break({ reason: 'death', text, facts: factsOfEnd(end) }, out)
  }

  #waiters(): Requester[] {
    return [...(this.#acting?.others ?? []), ...this.#arrived]
  }

  #waitsFor({ client, id }: Requester): boolean {
    return this.#waiters().some((requester) => requester.client === client && requester.id === id)
  }

  #lateness(): Cause {
    const text = this.#acting
      ? 'a time-out was over before the action had run'
      : `a time-out was over when ${this.#arrived.length} of ${this.#parties} parties had arrived`
    return { reason: 'timeout', text }
  }

  #failure({ client, id }: Requester, { reason, text, facts }: Cause): Command {
    const message =
      reason === 'reset'
        ? `${this.#name} was reset while this process waited.`
        : `${this.#name} is broken: ${text}. reset() makes it usable again.`
    return { type: 'fail', client, id, code: 'broken-barrier', message, facts: { reason, ...facts } }
  }
}

const wasReset: Cause = { reason: 'reset', text: '' }

function actionFailure({ name, message }: WireError): Cause {
  return {
    reason: 'action',
    text: `its action failed with ${name}: ${message}`,
    facts: { errorName: name, errorMessage: message },
  }
}
