import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BarrierMachine } from '../../../../src/engine/broker/barrierMachine.ts'
import { EventMachine } from '../../../../src/engine/broker/eventMachine.ts'
import type { BarrierPass } from '../../../../src/engine/wire/synchronizationOperations.ts'
import { Requests } from './requests.ts'
import { killed } from './told.ts'

const step = fc.record({
  do: fc.constantFrom(
    'wait',
    'wait',
    'wait',
    'wait',
    'wait',
    'act',
    'act',
    'fail',
    'timeout',
    'die',
    'reset',
    'abort',
  ),
  n: fc.nat(5),
})
const stories = { minLength: 10, maxLength: 60, size: 'max' } as const
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Waits at a barrier: how each group was let go is checked at every step. */
class World {
  readonly requests = new Requests()
  readonly #machine: BarrierMachine
  readonly #parties: number
  /** Which process runs the action of which generation. */
  #actor: { client: number; generation: number; index: number } | undefined
  #nextClient = 1

  constructor(parties: number, hasAction: boolean) {
    this.#parties = parties
    this.#machine = new BarrierMachine('Barrier-1', parties, hasAction, () => 0)
  }

  take({ do: what, n }: Step): void {
    if (what === 'wait') this.#wait(n)
    else if (what === 'act' || what === 'fail') this.#act(what === 'fail')
    else if (what === 'timeout') this.#timeout(n)
    else if (what === 'die') this.#die(n)
    else this.#settle(this.#machine.handle({ type: what, ...this.requests.make(0) }))
    this.#check()
  }

  /** Whether others wait for the action still. */
  get #isActing(): boolean {
    const [answer] = this.#machine.handle({ type: 'waiting', client: 0, id: 0 })
    return answer?.type === 'value' && Number(answer.value) >= this.#parties
  }

  get isBroken(): boolean {
    const [answer] = this.#machine.handle({ type: 'isBroken', client: 0, id: 0 })
    return answer?.type === 'value' && answer.value === true
  }

  #wait(n: number): void {
    const wasBroken = this.isBroken
    const requester = this.requests.make(this.#nextClient++)
    const timeoutMs = n === 5 ? 0 : undefined
    const answered = this.#settle(this.#machine.handle({ type: 'wait', ...requester, timeoutMs }))
    if (wasBroken) expect(answered).toEqual([{ ...requester, answer: { code: 'broken-barrier' } }])
  }

  #act(isFailure: boolean): void {
    if (!this.#actor) return
    const { client, generation, index } = this.#actor
    this.#actor = undefined
    const error = isFailure ? { name: 'Error', message: 'expected' } : null
    const requester = this.requests.make(client)
    this.#settle(
      this.#machine.handle({ type: 'acted', ...requester, generation, error }),
      isFailure ? [] : [index],
    )
  }

  #timeout(n: number): void {
    const late = this.requests.parked[n]
    if (!late) return
    const answered = this.#settle(this.#machine.handle({ type: 'timeout', ...late }))
    expect(answered.find(({ id }) => id === late.id)?.answer).toEqual({ code: 'broken-barrier' })
  }

  #die(n: number): void {
    const dead = n === 5 && this.#actor ? this.#actor.client : this.requests.parked[n]?.client
    if (dead === undefined) return
    const isParty = this.#actor?.client !== dead || this.#isActing
    if (this.#actor?.client === dead) this.#actor = undefined
    this.requests.forget(dead)
    this.#settle(this.#machine.handle({ type: 'gone', client: dead, end: killed }))
    if (isParty) expect(this.isBroken, 'a death breaks it').toBe(true)
  }

  /** @param ofActor - the index of who has just run the action, when the others are let go now. */
  #settle(
    commands: ReturnType<BarrierMachine['handle']>,
    ofActor: number[] = [],
  ): ReturnType<Requests['settle']> {
    const answered = this.requests.settle(commands)
    const passes = answered.flatMap(({ client, answer }) =>
      'value' in answer && answer.value !== undefined ? [{ client, ...(answer.value as BarrierPass) }] : [],
    )
    const actor = passes.find(({ generation }) => generation !== undefined)
    const others = passes.filter(({ generation }) => generation === undefined)
    if (actor)
      this.#actor = { client: actor.client, generation: actor.generation as number, index: actor.index }
    if (others.length > 0) {
      const indices = [...others.map(({ index }) => index), ...ofActor].sort((one, other) => one - other)
      expect(indices, 'each index once').toEqual(Array.from({ length: this.#parties }, (_, index) => index))
    }
    return answered
  }

  #check(): void {
    if (this.isBroken) expect(this.requests.parked, 'nobody waits at a broken barrier').toEqual([])
    if (!this.#actor) expect(this.requests.parked.length).toBeLessThan(this.#parties)
  }
}

describe('A barrier, whatever processes do and whenever they die', () => {
  it.each([
    ['without an action', false],
    ['with an action', true],
  ])(
    '%s: lets exactly so many go, each with its own index; who waits at one that breaks is told',
    (_, hasAction) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, stories), (parties, steps) => {
          const world = new World(parties, hasAction)
          for (const each of steps) world.take(each)
        }),
        { numRuns: 500 },
      )
    },
  )
})

describe('An event, whatever processes do', () => {
  const action = fc.record({
    do: fc.constantFrom('wait', 'wait', 'set', 'clear', 'timeout', 'die'),
    n: fc.nat(4),
  })

  it('ends every wait when it is set; a wait goes on only while it is not', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const machine = new EventMachine(() => 0)
        const requests = new Requests()
        let isSet = false
        actions.forEach(({ do: what, n }, index) => {
          if (what === 'wait') {
            const requester = requests.make(index)
            const answered = requests.settle(
              machine.handle({ type: 'wait', ...requester, timeoutMs: n || undefined }),
            )
            expect(answered).toEqual(isSet ? [{ ...requester, answer: { value: true } }] : [])
          } else if (what === 'timeout' || what === 'die') {
            const one = requests.parked[n]
            if (!one) return
            if (what === 'die') requests.forget(one.client)
            const event = what === 'die' ? { type: 'gone', client: one.client } : { type: what, ...one }
            requests.settle(machine.handle(event as Parameters<typeof machine.handle>[0]))
          } else {
            isSet = what === 'set'
            requests.settle(machine.handle({ type: what, ...requests.make(index) }))
            if (isSet) expect(requests.parked).toEqual([])
          }
        })
      }),
    )
  })
})
