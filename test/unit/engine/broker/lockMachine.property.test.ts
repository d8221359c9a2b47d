import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConditionMachine } from '../../../../src/engine/broker/conditionMachine.ts'
import { LockMachine } from '../../../../src/engine/broker/lockMachine.ts'
import type { Command, Requester } from '../../../../src/engine/broker/machine.ts'
import { Requests } from './requests.ts'
import { killed } from './told.ts'

const kinds = ['acquire', 'tryAcquire', 'release', 'wait', 'waitNot', 'notify', 'timeout'] as const
const step = fc.record({
  // Deaths are rare: else nobody is left to wait.
  do: fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(...kinds) },
    { weight: 8, arbitrary: fc.constant('acquire') },
    { weight: 1, arbitrary: fc.constant('die') },
  ),
  who: fc.integer({ min: 1, max: 4 }),
  n: fc.nat(5),
})
const stories = { minLength: 10, maxLength: 80, size: 'max' } as const
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Processes that use one lock and a condition over it; what they believe to hold is checked at every step. */
class World {
  readonly requests = new Requests()
  readonly #isReentrant: boolean
  readonly #lock: LockMachine
  readonly #condition: ConditionMachine
  /** How often the process holds the lock, by what it was told. */
  readonly depths = new Map<number, number>()
  /** Plain acquires that wait, and waits with what they had held; oldest first. */
  #acquires: Requester[] = []
  readonly #sleeping = new Map<number, { requester: Requester; depth: number; isWoken: boolean }>()
  readonly #clients = [1, 2, 3, 4]
  #nextClient = 5

  constructor(isReentrant: boolean) {
    this.#isReentrant = isReentrant
    this.#lock = new LockMachine('Lock-1', isReentrant, () => 0)
    this.#condition = new ConditionMachine('Condition-1', this.#lock, () => 0)
  }

  take({ do: what, who, n }: Step): void {
    const client = this.#who(what, who, n)
    if (what === 'acquire') this.#acquire(client, n > 3 ? 50 : undefined)
    else if (what === 'tryAcquire') this.#acquire(client, 0)
    else if (what === 'release') this.release(client)
    else if (what === 'wait') this.#wait(client, n > 3 ? 50 : undefined)
    else if (what === 'waitNot') this.#wait(client, 0)
    else if (what === 'notify') this.#notify(client, n)
    else if (what === 'timeout') this.#timeout(n)
    else this.#die(who - 1)
    this.#check()
  }

  /** What needs the lock comes mostly from who has it. */
  #who(what: Step['do'], who: number, n: number): number {
    const [holder] = this.depths.keys()
    const isForHolder = what === 'release' || what === 'wait' || what === 'notify'
    return holder !== undefined && isForHolder && n > 0 ? holder : (this.#clients[who - 1] as number)
  }

  /** Everyone lets go of what it holds until nobody does. */
  drain(): void {
    for (let round = 0; round < 1_000; round++) {
      const [holder] = this.depths.keys()
      if (holder === undefined) break
      this.#notify(holder, 99)
      this.release(holder)
      this.#check()
    }
  }

  #acquire(client: number, timeoutMs: number | undefined): void {
    const requester = this.requests.make(client)
    this.#acquires.push(requester)
    this.#settle(this.#lock.handle({ type: 'acquire', ...requester, timeoutMs }))
  }

  release(client: number): void {
    const isAllowed = this.#isReentrant ? this.depths.has(client) : this.depths.size > 0
    // Before: the release makes room for who is granted by the same step.
    if (isAllowed) this.#lower(this.#isReentrant ? client : [...this.depths.keys()][0]!)
    const requester = this.requests.make(client)
    const [own] = this.#settle(this.#lock.handle({ type: 'release', ...requester })).filter(
      (a) => a.id === requester.id,
    )
    expect(own?.answer).toEqual(isAllowed ? { value: undefined } : { code: 'misuse' })
  }

  #wait(client: number, timeoutMs: number | undefined): void {
    const depth = this.depths.get(client)
    const requester = this.requests.make(client)
    if (depth !== undefined) {
      this.depths.delete(client)
      this.#sleeping.set(requester.id, { requester, depth, isWoken: timeoutMs === 0 })
    }
    const answered = this.#settle(this.#condition.handle({ type: 'wait', ...requester, timeoutMs }))
    if (depth === undefined) expect(answered).toEqual([{ ...requester, answer: { code: 'misuse' } }])
  }

  #notify(client: number, count: number): void {
    const isHeld = this.depths.has(client)
    const asleep = [...this.#sleeping.values()].filter(({ isWoken }) => !isWoken)
    const requester = this.requests.make(client)
    const commands = this.#condition.handle({ type: 'notify', ...requester, count })
    const woken = commands
      .filter((command) => 'id' in command && command.id !== requester.id)
      .map((command) => (command as Requester).id)
    // The oldest, and exactly as many as there are.
    const expected = isHeld ? asleep.slice(0, count) : []
    expect(woken).toEqual(expected.map((sleeper) => sleeper.requester.id))
    for (const sleeper of expected) sleeper.isWoken = true
    this.#settle(commands)
  }

  #timeout(n: number): void {
    const late = this.requests.parked[n]
    if (!late) return
    const sleeper = this.#sleeping.get(late.id)
    // Only what still sleeps is asked of the condition; a plain acquire of the lock.
    if (sleeper) {
      sleeper.isWoken = true
      this.#settle(this.#condition.handle({ type: 'timeout', ...late }))
    } else this.#settle(this.#lock.handle({ type: 'timeout', ...late }))
  }

  #die(index: number): void {
    const client = this.#clients[index] as number
    this.#clients[index] = this.#nextClient++
    const wasHolder = this.depths.delete(client)
    this.requests.forget(client)
    this.#acquires = this.#acquires.filter((requester) => requester.client !== client)
    for (const [id, { requester }] of this.#sleeping)
      if (requester.client === client) this.#sleeping.delete(id)
    const toTell = wasHolder ? this.#acquires.map(({ id }) => id) : []
    if (wasHolder) for (const sleeper of this.#sleeping.values()) sleeper.isWoken = true
    const answered = this.#settle([
      ...this.#lock.handle({ type: 'gone', client, end: killed }),
      ...this.#condition.handle({ type: 'gone', client }),
    ])
    const told = answered.filter(({ answer }) => 'code' in answer).map(({ id }) => id)
    for (const id of toTell) expect(told).toContain(id)
  }

  #settle(commands: Command[]): ReturnType<Requests['settle']> {
    const answered = this.requests.settle(commands)
    for (const { client, id, answer } of answered) {
      const sleeper = this.#sleeping.get(id)
      const position = this.#acquires.findIndex((requester) => requester.id === id)
      if (sleeper) {
        // In every case: also when it is told of a death.
        this.#sleeping.delete(id)
        this.depths.set(client, (this.depths.get(client) ?? 0) + sleeper.depth)
      } else if (position >= 0) {
        const isGranted = 'value' in answer && answer.value === true
        const isAgain = this.#isReentrant && this.depths.has(client)
        if (isGranted && !isAgain) expect(position, 'first come, first served').toBe(0)
        this.#acquires.splice(position, 1)
        if (isGranted) this.depths.set(client, (this.depths.get(client) ?? 0) + 1)
      }
    }
    return answered
  }

  #lower(client: number): void {
    const depth = (this.depths.get(client) as number) - 1
    if (depth > 0) this.depths.set(client, depth)
    else this.depths.delete(client)
  }

  #check(): void {
    expect(this.depths.size, 'mutual exclusion').toBeLessThanOrEqual(1)
    for (const depth of this.depths.values())
      if (!this.#isReentrant) expect(depth, 'mutual exclusion within a process').toBe(1)
    expect(this.#lock.holders).toEqual([...this.depths.keys()])
    const waits = this.#acquires.length + [...this.#sleeping.values()].filter(({ isWoken }) => isWoken).length
    if (this.depths.size === 0) expect(waits, 'nobody waits for a lock that is free').toBe(0)
    const woken = [...this.#sleeping.values()]
      .filter(({ isWoken }) => isWoken)
      .map(({ requester }) => requester)
    if (this.#isReentrant)
      for (const { client } of [...this.#acquires, ...woken])
        expect(this.depths.has(client), 'nobody waits for an RLock that it holds').toBe(false)
  }
}

describe('A lock and a condition over it, whatever processes do and whenever they die', () => {
  it.each([
    ['Lock', false],
    ['RLock', true],
  ])(
    '%s: mutual exclusion, first come first served, nobody forgotten, exactly as many woken',
    (_, isReentrant) => {
      fc.assert(
        fc.property(fc.array(step, stories), (steps) => {
          const world = new World(isReentrant)
          for (const each of steps) world.take(each)
          world.drain()
          // Only who sleeps on the condition with nobody to notify it waits on.
          expect(world.depths.size).toBe(0)
        }),
        { numRuns: 500 },
      )
    },
  )
})
