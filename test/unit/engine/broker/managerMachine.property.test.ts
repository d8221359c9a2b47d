import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ManagerMachine, type ManagerCommand } from '../../../../src/engine/broker/managerMachine.ts'
import { items as run } from './items.ts'

const creator = 1
const server = 9
const clients = [creator, 2, 3]

const step = fc.record({
  do: fc.constantFrom(
    'call',
    'call',
    'call',
    'answer',
    'answer',
    'answer',
    'refuse',
    'timeout',
    'gone',
    'shutdown',
    'exit',
    'grace',
    'forge',
  ),
  who: fc.nat(2),
  n: fc.integer({ min: 1, max: 4 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Everybody's view: who asked what, what the server was given, who was told. */
class Story {
  readonly machine = new ManagerMachine('SyncManager-1', creator, server)
  readonly asked = new Map<string, number>()
  readonly told = new Map<string, number>()
  readonly gone = new Set<number>()
  /** Calls that the server has and has not answered, in order. */
  readonly atServer: { caller: number; request: number }[] = []
  /** Items that went in and that came out or were dropped. */
  itemsIn = 0
  itemsOut = 0
  #nextId = 10
  hasExited = false

  constructor() {
    this.carryOut(this.machine.handle({ type: 'create', client: creator, id: 1 }))
    this.carryOut(this.machine.handle({ type: 'ready', client: server }))
  }

  take({ do: what, who, n }: Step): void {
    const client = clients[who] as number
    const isGone = this.gone.has(client)
    if (what === 'call' && !isGone) this.#call(client, n)
    else if (what === 'answer') this.#answer(n)
    else if (what === 'refuse') this.#refuse()
    else if (what === 'timeout' && !isGone) this.#timeout(client, n)
    else if (what === 'gone') this.#gone(client)
    else if (what === 'shutdown' && !isGone) this.#shutdown(client)
    else if (what === 'exit') this.exit()
    else if (what === 'grace') this.carryOut(this.machine.handle({ type: 'grace-over' }))
    else if (what === 'forge') this.#forge(client)
  }

  exit(): void {
    if (this.hasExited) return
    this.hasExited = true
    this.atServer.length = 0
    this.carryOut(this.machine.handle({ type: 'server-exited', pid: 90, exitCode: 1, signal: null }))
  }

  carryOut(commands: readonly ManagerCommand[]): void {
    for (const command of commands) {
      if (command.type === 'forward') {
        this.itemsOut += command.items.count
        for (let index = 0; index < command.items.count; index++)
          this.atServer.push({ caller: command.caller, request: command.request + index })
      } else if (command.type === 'drop') this.itemsOut += command.items.count
      else if (command.type === 'answers') {
        this.itemsOut += command.items.count
        for (let index = 0; index < command.items.count; index++)
          this.#tell(command.client, command.id + index)
      } else if (command.type === 'done' || command.type === 'error') this.#tell(command.client, command.id)
    }
  }

  #tell(client: number, id: number): void {
    const key = `${client}:${id}`
    this.told.set(key, (this.told.get(key) ?? 0) + 1)
  }

  #ask(client: number, count: number): number {
    const id = this.#nextId
    this.#nextId += count
    for (let index = 0; index < count; index++) this.asked.set(`${client}:${id + index}`, client)
    return id
  }

  #call(client: number, count: number): void {
    this.itemsIn += count
    const items = run(...Array.from({ length: count }, (_, index) => index))
    this.carryOut(
      this.machine.handle({
        type: 'call',
        client,
        id: this.#ask(client, count),
        items,
        timeoutMs: undefined,
      }),
    )
  }

  /** The server answers the oldest, and those of the same caller that come next. */
  #answer(most: number): void {
    const first = this.atServer.shift()
    if (!first) return
    let count = 1
    while (
      count < most &&
      this.atServer[0]?.caller === first.caller &&
      this.atServer[0].request === first.request + count
    ) {
      this.atServer.shift()
      count++
    }
    this.itemsIn += count
    const items = run(...Array.from({ length: count }, () => 'result'))
    this.carryOut(this.machine.handle({ type: 'answer', client: server, ...first, items }))
  }

  #refuse(): void {
    const first = this.atServer.pop()
    const error = { name: 'Error', message: 'refused' }
    if (first) this.carryOut(this.machine.handle({ type: 'refuse', client: server, ...first, error }))
  }

  #timeout(client: number, n: number): void {
    const own = this.atServer.filter(({ caller }) => caller === client)
    const call = own[n % Math.max(1, own.length)]
    if (call) this.carryOut(this.machine.handle({ type: 'timeout', client, id: call.request }))
  }

  #gone(client: number): void {
    this.gone.add(client)
    this.carryOut(this.machine.handle({ type: 'gone', client }))
  }

  #shutdown(client: number): void {
    this.carryOut(this.machine.handle({ type: 'shutdown', client, id: this.#ask(client, 1) }))
  }

  #forge(client: number): void {
    this.itemsIn++
    const request = this.atServer[0]?.request ?? 10
    this.carryOut(
      this.machine.handle({ type: 'answer', client, caller: client, request, items: run('forged') }),
    )
  }
}

it('whatever happens, every call is answered exactly once, no item is lost, and at the end nothing is pending', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const story = new Story()
      for (const each of steps) {
        story.take(each)
        for (const [key, count] of story.told) expect(count, key).toBe(1)
      }
      story.exit()
      for (const [key, client] of story.asked)
        if (!story.gone.has(client)) expect(story.told.get(key), key).toBe(1)
      expect(story.machine.counters.depth).toBe(0)
      expect(story.itemsOut).toBe(story.itemsIn)
      const { puts, gets } = story.machine.counters
      expect(gets).toBeLessThanOrEqual(puts)
    }),
  )
})

it('nobody who is gone is told anything', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const story = new Story()
      for (const each of steps) {
        const before = new Map(story.told)
        story.take(each)
        for (const key of story.told.keys())
          if (!before.has(key)) expect(story.gone.has(Number(key.split(':')[0])), key).toBe(false)
      }
    }),
  )
})
