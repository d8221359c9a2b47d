import type { NotedLine } from './notes.ts'
import type { Plan } from './plan.ts'

/** A plan's notes, and what follows from them about each actor. */
export class Facts {
  readonly plan: Plan
  readonly notes: readonly NotedLine[]
  readonly #killed: ReadonlySet<number>

  constructor(plan: Plan, notes: readonly NotedLine[]) {
    this.plan = plan
    this.notes = notes
    const own = plan.actors.filter(({ index }) => !this.has(index, 'over'))
    // Who did not come to its end was ended: by itself, from outside, or it was never started.
    this.#killed = new Set([...own.map(({ index }) => index), ...this.#ended(-9), ...this.#shotAt()])
  }

  /** Also those that may have been: shot at in their last moments. */
  isKilled(actor: number): boolean {
    return this.#killed.has(actor)
  }

  has(actor: number, event: NotedLine['event']): boolean {
    return this.notes.some((note) => note.actor === actor && note.event === event)
  }

  of(event: NotedLine['event'], channel?: number): NotedLine[] {
    return this.notes.filter(
      (note) => note.event === event && (channel === undefined || note.channel === String(channel)),
    )
  }

  #ended(exitCode: number): number[] {
    return this.of('ended')
      .map(({ more }) => more.split(' ').map(Number))
      .filter(([, code]) => code === exitCode)
      .map(([actor]) => actor as number)
  }

  #shotAt(): number[] {
    return this.of('killed').map(({ more }) => Number(more))
  }
}
