import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SemaphoreMachine } from '../../../../src/engine/broker/semaphoreMachine.ts'
import { Requests, type Answered } from './requests.ts'
import { inOrder, killed } from './told.ts'

const step = fc.record({
  do: fc.constantFrom(
    'acquire',
    'acquire',
    'acquire',
    'tryAcquire',
    'release',
    'release',
    'timeout',
    'die',
    'end',
  ),
  who: fc.nat(3),
  n: fc.nat(5),
})
const stories = { minLength: 10, maxLength: 60, size: 'max' } as const
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Processes that use one semaphore; what they were told of permits adds up at every step. */
class World {
  readonly requests = new Requests()
  readonly #machine: SemaphoreMachine
  readonly #limit: number
  readonly #clients = [0, 1, 2, 3]
  readonly #taken = new Map<number, number>()
  #order: number[] = []
  #value: number
  #isSignal = false

  constructor(initial: number, isBounded: boolean) {
    this.#limit = isBounded ? initial : 1_000
    this.#value = initial
    this.#machine = new SemaphoreMachine('Semaphore-1', initial, this.#limit, () => 0)
  }

  take({ do: what, who, n }: Step): void {
    const client = this.#clients[who] as number
    if (what === 'acquire' || what === 'tryAcquire')
      this.#acquire(client, what === 'tryAcquire' ? 0 : undefined)
    else if (what === 'release') this.release(client)
    else if (what === 'timeout') this.#timeout(n)
    else this.#gone(who, what === 'die')
    this.#check()
  }

  release(client: number): void {
    const isAllowed = this.#value < this.#limit
    if (isAllowed) {
      const taken = this.#taken.get(client) ?? 0
      if (taken === 0) this.#isSignal = true
      else this.#taken.set(client, taken - 1)
      this.#value++
    }
    const requester = this.requests.make(client)
    const answered = this.#settle(this.#machine.handle({ type: 'release', ...requester }))
    const own = answered.find(({ id }) => id === requester.id)
    expect(own?.answer).toEqual(isAllowed ? { value: undefined } : { code: 'misuse' })
  }

  #acquire(client: number, timeoutMs: number | undefined): void {
    const requester = this.requests.make(client)
    this.#order.push(requester.id)
    this.#settle(this.#machine.handle({ type: 'acquire', ...requester, timeoutMs }))
  }

  #timeout(n: number): void {
    const late = this.requests.parked[n]
    if (late) this.#settle(this.#machine.handle({ type: 'timeout', ...late }))
  }

  #gone(who: number, isDeath: boolean): void {
    const client = this.#clients[who] as number
    this.#clients[who] = client + 4
    const open = this.requests.parked.filter((requester) => requester.client === client)
    this.#order = this.#order.filter((id) => !open.some((requester) => requester.id === id))
    this.requests.forget(client)
    if (isDeath && !this.#isSignal) this.#value += this.#taken.get(client) ?? 0
    this.#taken.delete(client)
    this.#settle(this.#machine.handle({ type: 'gone', client, end: isDeath ? killed : inOrder }))
  }

  #settle(commands: ReturnType<SemaphoreMachine['handle']>): Answered[] {
    const answered = this.requests.settle(commands)
    for (const { client, id, answer } of answered) {
      const position = this.#order.indexOf(id)
      if (position < 0) continue
      if ('value' in answer && answer.value === true) {
        expect(position, 'first come, first served').toBe(0)
        this.#value--
        this.#taken.set(client, (this.#taken.get(client) ?? 0) + 1)
      }
      this.#order.splice(position, 1)
    }
    return answered
  }

  #check(): void {
    expect(this.#value, 'no permit is made up').toBeGreaterThanOrEqual(0)
    const [answer] = this.#machine.handle({ type: 'getValue', client: 99, id: 0 })
    expect(answer, 'permits are conserved').toMatchObject({ value: this.#value })
    if (this.#value > 0) expect(this.requests.parked, 'nobody waits while there are permits').toEqual([])
  }
}

describe('A semaphore, whatever processes do and however they end', () => {
  it('conserves its permits, forgets nobody and serves in order', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.boolean(), fc.array(step, stories), (initial, isBounded, steps) => {
        const world = new World(initial, isBounded)
        for (const each of steps) world.take(each)
      }),
      { numRuns: 500 },
    )
  })
})
