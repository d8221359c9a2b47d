import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src/engine/broker/machine.ts'
import { QueueMachine, type QueueEvent } from '../../../../src/engine/broker/queueMachine.ts'
import { items, valuesOf } from './items.ts'

function put(client: number, id: number, values: unknown[], timeoutMs?: number): QueueEvent {
  return { type: 'put', client, id, items: items(...values), timeoutMs }
}
function get(client: number, id: number, timeoutMs?: number): QueueEvent {
  return { type: 'get', client, id, timeoutMs }
}

/** Commands without the encoded bytes. */
function told(commands: Command[]): unknown[] {
  return commands.map((command) => {
    if (command.type === 'items')
      return { items: valuesOf(command.items), to: command.client, id: command.id }
    if (command.type === 'done') return { done: command.count, to: command.client, id: command.id }
    if (command.type === 'fail') return { fail: command.code, to: command.client, id: command.id }
    if (command.type === 'park') return { park: command.operation, to: command.client, id: command.id }
    if (command.type === 'drop') return { drop: valuesOf(command.items) }
    if (command.type === 'returned') return { returned: valuesOf(command.items), by: command.client }
    return command
  })
}

describe('QueueMachine', () => {
  it('gives a burst out one by one, in order, and counts it', () => {
    const queue = new QueueMachine('Queue-1', 0)
    expect(told(queue.handle(put(1, 10, ['a', 'b', 'c'])))).toEqual([{ done: 3, to: 1, id: 10 }])
    expect(told(queue.handle(get(2, 1)))).toEqual([{ items: ['a'], to: 2, id: 1 }])
    expect(told(queue.handle(get(3, 1)))).toEqual([{ items: ['b'], to: 3, id: 1 }])
    expect(queue.counters).toMatchObject({ puts: 3, gets: 2, depth: 1, maxDepth: 3 })
  })

  it('is joined when each item that was put is done, whoever has it; one too many is an error', () => {
    const queue = new QueueMachine('JoinableQueue-1', 2)
    const taskDone = (id: number): unknown[] => told(queue.handle({ type: 'taskDone', client: 2, id }))
    const join = (client: number, id: number): unknown[] => told(queue.handle({ type: 'join', client, id }))
    expect(join(3, 1)).toEqual([{ done: 1, to: 3, id: 1 }])
    expect(taskDone(1)).toEqual([{ fail: 'misuse', to: 2, id: 1 }])
    queue.handle(put(1, 10, ['a', 'b', 'waits for room']))
    expect(join(3, 2)).toEqual([{ park: 'join', to: 3, id: 2 }])
    expect(join(4, 1)).toEqual([{ park: 'join', to: 4, id: 1 }])
    queue.handle({ type: 'gone', client: 4 })
    queue.handle({ type: 'borrow', client: 2, id: 2, max: 2 })
    queue.handle({ type: 'giveBack', client: 2 })
    for (const id of [3, 4, 5]) queue.handle(get(2, id))
    expect(taskDone(6)).toEqual([{ done: 1, to: 2, id: 6 }])
    queue.handle({ type: 'close', client: 1, id: 13 })
    expect(taskDone(7)).toEqual([{ done: 1, to: 2, id: 7 }])
    expect(taskDone(8)).toEqual([
      { done: 1, to: 2, id: 8 },
      { done: 1, to: 3, id: 2 },
    ])
    expect(taskDone(9)).toEqual([{ fail: 'misuse', to: 2, id: 9 }])
  })

  it('keeps what a process that leaves in order has put, past its end and a close; of one that is killed nothing', () => {
    const queue = new QueueMachine('Queue-1', 1)
    queue.handle(put(1, 1, ['a', 'b', 'c']))
    queue.handle(put(2, 1, ['of the killed']))
    queue.handle({ type: 'leaving', client: 1 })
    queue.handle({ type: 'gone', client: 1 })
    expect(told(queue.handle({ type: 'gone', client: 2 }))).toEqual([{ drop: ['of the killed'] }])
    queue.handle(put(3, 1, ['fails']))
    expect(told(queue.handle({ type: 'close', client: 3, id: 2 }))).toEqual([
      { fail: 'queue-closed', to: 3, id: 1 },
      { drop: ['fails'] },
      { done: 1, to: 3, id: 2 },
    ])
    const got = [1, 2, 3].map((id) => told(queue.handle(get(4, id)))[0])
    expect(got).toEqual(['a', 'b', 'c'].map((item, index) => ({ items: [item], to: 4, id: index + 1 })))
    expect(told(queue.handle(get(4, 4)))).toContainEqual({ fail: 'queue-closed', to: 4, id: 4 })
  })

  it('unbounded, it is bounded in memory, also by items that have no bytes', () => {
    const queue = new QueueMachine('Queue-1', 0)
    const burst = items(...new Array<undefined>(1024))
    const isFull = (id: number): boolean =>
      queue
        .handle({ type: 'put', client: 1, id, items: burst, timeoutMs: 0 })
        .some(({ type }) => type === 'fail')
    let bursts = 0
    while (bursts < 30_000 && !isFull(bursts * 1024)) bursts++
    expect(bursts).toBeGreaterThan(1_000)
    expect(bursts).toBeLessThan(30_000)
  })

  it('serves waiting getters in the order in which they came', () => {
    const queue = new QueueMachine('Queue-1', 0)
    expect(told(queue.handle(get(2, 1)))).toEqual([{ park: 'get', to: 2, id: 1 }])
    queue.handle(get(3, 1))
    expect(told(queue.handle(put(1, 1, ['x', 'y'])))).toEqual([
      { done: 2, to: 1, id: 1 },
      { items: ['x'], to: 2, id: 1 },
      { items: ['y'], to: 3, id: 1 },
    ])
  })

  it('takes of a burst what fits, and the rest as room appears', () => {
    const queue = new QueueMachine('Queue-1', 2)
    expect(told(queue.handle(put(1, 1, ['a', 'b', 'c'])))).toEqual([
      { done: 2, to: 1, id: 1 },
      { park: 'put', to: 1, id: 3 },
    ])
    expect(told(queue.handle(put(4, 1, ['z'], 0)))).toEqual([
      { fail: 'queue-full', to: 4, id: 1 },
      { drop: ['z'] },
    ])
    expect(told(queue.handle(get(2, 1)))).toEqual([
      { items: ['a'], to: 2, id: 1 },
      { done: 1, to: 1, id: 3 },
    ])
  })

  it('a time-out ends one wait only; nobody is forgotten behind it', () => {
    const queue = new QueueMachine('Queue-1', 0)
    queue.handle(get(2, 1, 50))
    queue.handle(get(3, 1))
    expect(told(queue.handle({ type: 'timeout', client: 2, id: 1 }))).toEqual([
      { fail: 'queue-empty', to: 2, id: 1 },
    ])
    expect(told(queue.handle(put(1, 1, ['a'])))).toContainEqual({ items: ['a'], to: 3, id: 1 })
    expect(told(queue.handle({ type: 'timeout', client: 3, id: 1 }))).toEqual([])
  })

  it('lends ahead: loans count as in the queue and come back in order when their consumer dies', () => {
    const queue = new QueueMachine('Queue-1', 3)
    queue.handle(put(1, 1, ['a', 'b', 'c']))
    expect(told(queue.handle({ type: 'borrow', client: 2, id: 1, max: 8 }))).toEqual([
      { items: ['a', 'b', 'c'], to: 2, id: 1 },
    ])
    expect(queue.counters).toMatchObject({ depth: 3, gets: 0 })
    expect(told(queue.handle(put(1, 4, ['d'], 0)))).toContainEqual({ fail: 'queue-full', to: 1, id: 4 })
    queue.handle({ type: 'consumed', client: 2, count: 1 })
    queue.handle(get(3, 1))
    expect(told(queue.handle({ type: 'gone', client: 2 }))).toEqual([
      { returned: ['b', 'c'], by: 2 },
      { items: ['b'], to: 3, id: 1 },
    ])
    expect(queue.counters).toMatchObject({ depth: 1, gets: 2 })
  })

  it('answers what was asked for ahead by nothing when its consumer leaves; plain gets go on', () => {
    const queue = new QueueMachine('Queue-1', 0)
    queue.handle({ type: 'borrow', client: 2, id: 1, max: 8 })
    queue.handle(get(2, 2))
    expect(told(queue.handle({ type: 'giveBack', client: 2 }))).toEqual([
      { type: 'value', client: 2, id: 1, value: [] },
    ])
    expect(told(queue.handle(put(1, 1, ['a'])))).toContainEqual({ items: ['a'], to: 2, id: 2 })
  })

  it('close fails waiting putters, drains, then ends getters', () => {
    const queue = new QueueMachine('Queue-1', 1)
    queue.handle(put(1, 1, ['a', 'b']))
    expect(told(queue.handle({ type: 'close', client: 9, id: 1 }))).toEqual([
      { fail: 'queue-closed', to: 1, id: 2 },
      { drop: ['b'] },
      { done: 1, to: 9, id: 1 },
    ])
    expect(told(queue.handle(get(2, 1)))).toEqual([{ items: ['a'], to: 2, id: 1 }])
    expect(told(queue.handle(get(2, 2)))).toEqual([{ fail: 'queue-closed', to: 2, id: 2 }])
  })

  it('the death of a putter keeps what was acknowledged and drops what was not', () => {
    const queue = new QueueMachine('Queue-1', 1)
    queue.handle(put(1, 1, ['kept', 'lost']))
    expect(told(queue.handle({ type: 'gone', client: 1 }))).toEqual([{ drop: ['lost'] }])
    expect(told(queue.handle(get(2, 1)))).toEqual([{ items: ['kept'], to: 2, id: 1 }])
    expect(told(queue.handle(get(2, 2, 0)))).toEqual([{ fail: 'queue-empty', to: 2, id: 2 }])
  })
})

/** Any sequence of events of three producers and three consumers; consumers may die. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('put'),
      who: fc.integer({ min: 1, max: 3 }),
      n: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('get'), who: fc.integer({ min: 4, max: 6 }), n: fc.constant(1) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('borrow'),
      who: fc.integer({ min: 4, max: 6 }),
      n: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('consume'),
      who: fc.integer({ min: 4, max: 6 }),
      n: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('die'), who: fc.integer({ min: 4, max: 6 }), n: fc.constant(0) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('giveBack'),
      who: fc.integer({ min: 4, max: 6 }),
      n: fc.constant(0),
    }),
  },
)

describe('QueueMachine, whatever happens', () => {
  it('no item is lost or doubled, each producer stays in order, the bound holds, nobody is forgotten', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.array(step, { maxLength: 60 }), (maxSize, steps) => {
        const queue = new QueueMachine('Queue-1', maxSize)
        const world = new QueueWorld(queue)
        for (const { do: what, who, n } of steps) {
          world.step(what, who, n)
          if (maxSize > 0) expect(queue.counters.depth).toBeLessThanOrEqual(maxSize)
        }
        world.drain()
        world.check()
      }),
      { numRuns: 300 },
    )
  })
})

/** Keeps the books beside the machine. */
class QueueWorld {
  readonly #queue: QueueMachine
  readonly #sent = new Map<number, string[]>()
  readonly #received: string[] = []
  readonly #loans = new Map<number, string[]>()
  readonly #borrows = new Set<string>()
  #nextId = 1
  #acknowledged = 0

  constructor(queue: QueueMachine) {
    this.#queue = queue
  }

  step(what: string, client: number, n: number): void {
    const id = this.#nextId
    this.#nextId += 10
    switch (what) {
      case 'put': {
        const sent = this.#sent.get(client) ?? []
        const values = Array.from({ length: n }, (_, index) => `${client}:${sent.length + index}`)
        this.#sent.set(client, [...sent, ...values])
        return this.#run(put(client, id, values))
      }
      case 'get':
        return this.#run(get(client, id))
      case 'borrow':
        // One iteration per process at a time, as the library sees to.
        if (this.#loans.has(client)) return
        this.#loans.set(client, [])
        this.#borrows.add(`${client}:${id}`)
        return this.#run({ type: 'borrow', client, id, max: n })
      case 'consume': {
        const consumed = this.#loans.get(client)?.splice(0, n) ?? []
        if (consumed.length === 0) return
        this.#received.push(...consumed)
        return this.#run({ type: 'consumed', client, count: consumed.length })
      }
      case 'giveBack':
      case 'die':
        this.#loans.delete(client)
        return this.#run({ type: what === 'die' ? 'gone' : 'giveBack', client })
    }
  }

  /** Everything that is left is got by one patient consumer. */
  drain(): void {
    for (const client of [4, 5, 6]) this.step('die', client, 0)
    for (let round = 0; round < 1_000 && this.#queue.counters.depth > 0; round++)
      this.#run(get(7, this.#nextId++))
  }

  check(): void {
    const sent = [...this.#sent.values()].flat()
    expect([...this.#received].sort()).toEqual([...sent].sort())
    expect(this.#acknowledged).toBe(sent.length)
    expect(this.#queue.counters).toMatchObject({ puts: sent.length, gets: sent.length, depth: 0 })
  }

  #run(event: QueueEvent): void {
    for (const command of this.#queue.handle(event)) {
      if (command.type === 'done') this.#acknowledged += command.count
      if (command.type !== 'items') continue
      const values = valuesOf(command.items) as string[]
      if (this.#borrows.has(`${command.client}:${command.id}`)) {
        const loan = this.#loans.get(command.client)
        // A loan that arrives after its borrower has given up is given back by the same event.
        if (loan) loan.push(...values)
      } else this.#received.push(...values)
    }
  }
}
