import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src/engine/broker/machine.ts'
import { MemoryMachine, rawItem } from '../../../../src/engine/broker/memoryMachine.ts'
import { AccessWriter } from '../../../../src/engine/memory/accessRecords.ts'

const length = 8
const index = fc.nat(length - 1)
const value = fc.integer({ min: -100_000, max: 100_000 })
const single = fc.record({
  kind: fc.constantFrom('get' as const, 'set' as const, 'add' as const),
  index,
  value,
})
/** A call of a client: single elements leave together at the end of its tick. */
const call = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('access' as const), client: fc.nat(3), access: single }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('flush' as const), client: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      client: fc.nat(3),
      from: index,
      values: fc.array(value),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('read' as const), client: fc.nat(3), from: index, to: index }),
  },
)
type Call = typeof call extends fc.Arbitrary<infer C> ? C : never
type Single = typeof single extends fc.Arbitrary<infer S> ? S : never

/** Clients that batch their accesses, the machine, and a typed array that does the same, access by access. */
class World {
  readonly machine = new MemoryMachine('SharedArray-1', 'int16', length, undefined)
  readonly model = new Int16Array(length)
  readonly #batches = new Map<number, Single[]>()
  #nextId = 1

  take(step: Call): void {
    const { client } = step
    const batch = this.#batches.get(client) ?? []
    if (step.do === 'access') {
      this.#batches.set(client, [...batch, step.access])
      return
    }
    this.flush(client)
    if (step.do === 'write') this.#write(client, step.from, step.values.slice(0, length - step.from))
    else if (step.do === 'read')
      this.#read(client, Math.min(step.from, step.to), Math.max(step.from, step.to))
  }

  flush(client: number): void {
    const batch = this.#batches.get(client) ?? []
    this.#batches.delete(client)
    if (batch.length === 0) return
    const writer = new AccessWriter('int16')
    const expected: number[] = []
    for (const { kind, index, value } of batch) {
      writer.add(kind, index, kind === 'get' ? undefined : value)
      if (kind === 'set') this.model[index] = value
      else if (kind === 'add') this.model[index] = (this.model[index] as number) + value
      if (kind !== 'set') expected.push(this.model[index] as number)
    }
    const id = this.#nextId++
    const answer = this.machine.handle({ type: 'access', client, id, items: rawItem(writer.bytes) })
    this.#check(answer, client, id, expected.length > 0 ? expected : undefined)
  }

  flushAll(): void {
    for (const client of [...this.#batches.keys()]) this.flush(client)
  }

  #write(client: number, from: number, values: number[]): void {
    const id = this.#nextId++
    const elements = Int16Array.from(values)
    this.model.set(elements, from)
    const answer = this.machine.handle({
      type: 'write',
      client,
      id,
      from,
      items: rawItem(Buffer.from(elements.buffer)),
    })
    this.#check(answer, client, id, undefined)
  }

  #read(client: number, from: number, to: number): void {
    const id = this.#nextId++
    const answer = this.machine.handle({ type: 'read', client, id, from, to })
    this.#check(answer, client, id, [...this.model.slice(from, to)])
  }

  /** Each request is answered at once, exactly once, by the right elements. */
  #check(commands: Command[], client: number, id: number, elements: number[] | undefined): void {
    expect(commands).toHaveLength(1)
    const [command] = commands as [Command]
    expect(command).toMatchObject({ type: elements ? 'items' : 'done', client, id })
    if (command.type === 'items')
      expect([...new Int16Array(new Uint8Array(command.items.payload).buffer)]).toEqual(elements)
  }
}

describe('MemoryMachine, any sequence of calls', () => {
  it('equals a typed array, whoever writes', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 80 }), (calls) => {
        const world = new World()
        for (const step of calls) world.take(step)
        world.flushAll()
        const [all] = world.machine.handle({ type: 'read', client: 0, id: 0, from: 0, to: length })
        const { payload } = (all as Extract<Command, { type: 'items' }>).items
        expect([...new Int16Array(new Uint8Array(payload).buffer)]).toEqual([...world.model])
      }),
      { numRuns: 300 },
    )
  })

  it('adds conserve the sum, however they are batched and interleaved', () => {
    const adds = fc.array(fc.record({ client: fc.nat(3), index, value, flush: fc.boolean() }), {
      maxLength: 100,
    })
    fc.assert(
      fc.property(adds, (steps) => {
        const world = new World()
        for (const { client, index, value, flush } of steps) {
          world.take({ do: 'access', client, access: { kind: 'add', index, value } })
          if (flush) world.flush(client)
        }
        world.flushAll()
        const sum = [...world.model].reduce((total, element) => total + element, 0)
        const added = steps.reduce((total, { value }) => total + value, 0)
        expect((sum - added) % 65_536).toBeCloseTo(0)
      }),
      { numRuns: 200 },
    )
  })
})
