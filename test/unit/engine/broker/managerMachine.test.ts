import { describe, expect, it } from 'vitest'
import { ManagerMachine } from '../../../../src/engine/broker/managerMachine.ts'
import { items as run } from './items.ts'

const creator = 1
const other = 2
const server = 9
const exit = { pid: 90, exitCode: null, signal: 'SIGKILL' }

function serving(): ManagerMachine {
  const machine = new ManagerMachine('SyncManager-1', creator, server)
  machine.handle({ type: 'create', client: creator, id: 1 })
  machine.handle({ type: 'ready', client: server })
  return machine
}

const call = (machine: ManagerMachine, client: number, id: number, ...values: unknown[]) =>
  machine.handle({ type: 'call', client, id, items: run(...values), timeoutMs: undefined })

const typesOf = (commands: readonly { type: string }[]): string[] => commands.map(({ type }) => type)

describe('ManagerMachine', () => {
  it('answers its creator when the process serves', () => {
    const machine = new ManagerMachine('SyncManager-1', creator, server)
    expect(machine.handle({ type: 'create', client: creator, id: 1 })).toMatchObject([
      { type: 'park', client: creator, id: 1, operation: 'start' },
    ])
    expect(machine.handle({ type: 'ready', client: server })).toEqual([
      { type: 'done', client: creator, id: 1, count: 1 },
    ])
  })

  it('fails the start when the process cannot be started, or ends before it serves', () => {
    for (const died of [true, false]) {
      const machine = new ManagerMachine('SyncManager-1', creator, server)
      machine.handle({ type: 'create', client: creator, id: 1 })
      machine.handle({ type: 'failed', client: server, error: { name: 'TypeError', message: 'thrown' } })
      const out = machine.handle(
        died
          ? { type: 'server-exited', ...exit }
          : { type: 'start-failed', error: { name: 'ProcessLimitError', message: 'too many' } },
      )
      const name = died ? 'ManagerDiedError' : 'ProcessLimitError'
      expect(out[0]).toMatchObject({ type: 'error', client: creator, id: 1, error: { name } })
    }
  })

  it('forwards a burst as it came, and gives each its answer', () => {
    const machine = serving()
    expect(call(machine, other, 5, 'a', 'b', 'c')).toMatchObject([
      { type: 'forward', caller: other, request: 5 },
      { type: 'park', client: other, id: 7, operation: 'call' },
    ])
    const answers = run(1, 2)
    expect(
      machine.handle({ type: 'answer', client: server, caller: other, request: 5, items: answers }),
    ).toEqual([{ type: 'answers', client: other, id: 5, items: answers }])
    const error = { name: 'RangeError', message: 'outside' }
    expect(machine.handle({ type: 'refuse', client: server, caller: other, request: 7, error })).toEqual([
      { type: 'error', client: other, id: 7, error },
    ])
    expect(machine.counters).toMatchObject({ puts: 3, gets: 3, depth: 0, maxDepth: 3 })
  })

  it('believes only its own process', () => {
    const machine = serving()
    call(machine, other, 5, 'a')
    const items = run('forged')
    expect(machine.handle({ type: 'answer', client: other, caller: other, request: 5, items })).toEqual([
      { type: 'drop', items },
    ])
    expect(
      machine.handle({
        type: 'refuse',
        client: creator,
        caller: other,
        request: 5,
        error: { name: 'Error', message: 'forged' },
      }),
    ).toEqual([])
    expect(machine.counters.depth).toBe(1)
  })

  it('drops what is answered after the caller has ended or given up, and tells the rest', () => {
    const machine = serving()
    call(machine, other, 5, 'a', 'b', 'c')
    expect(machine.handle({ type: 'timeout', client: other, id: 6 })).toMatchObject([
      { type: 'error', client: other, id: 6, error: { name: 'TimeoutError' } },
    ])
    const out = machine.handle({
      type: 'answer',
      client: server,
      caller: other,
      request: 5,
      items: run(1, 2, 3),
    })
    expect(typesOf(out)).toEqual(['answers', 'drop', 'answers'])
    call(machine, other, 8, 'd')
    expect(machine.handle({ type: 'gone', client: other })).toEqual([])
    expect(
      typesOf(machine.handle({ type: 'answer', client: server, caller: other, request: 8, items: run(4) })),
    ).toEqual(['drop'])
    expect(machine.counters.depth).toBe(0)
  })

  it('ends in order: calls that came before may be answered, later ones are refused, the end is awaited', () => {
    const machine = serving()
    call(machine, other, 5, 'a', 'b')
    const closing = machine.handle({ type: 'shutdown', client: creator, id: 2 })
    expect(typesOf(closing)).toEqual(['park', 'retire', 'close-members'])
    expect(typesOf(call(machine, other, 7, 'late', 'later'))).toEqual(['error', 'error', 'drop'])
    machine.handle({ type: 'answer', client: server, caller: other, request: 5, items: run(1) })
    expect(machine.handle({ type: 'grace-over' })).toEqual([{ type: 'kill' }])
    const ended = machine.handle({ type: 'server-exited', ...exit })
    expect(ended).toMatchObject([
      { type: 'error', client: other, id: 6, error: { name: 'ClosedError' } },
      { type: 'done', client: creator, id: 2 },
    ])
    expect(machine.handle({ type: 'shutdown', client: other, id: 9 })).toEqual([
      { type: 'done', client: other, id: 9, count: 1 },
    ])
    expect(machine.handle({ type: 'grace-over' })).toEqual([])
  })

  it('that dies tells everybody who waits, those who come later, and what was made through it', () => {
    const machine = serving()
    call(machine, other, 5, 'a')
    call(machine, creator, 2, 'b')
    const out = machine.handle({ type: 'server-exited', ...exit })
    expect(typesOf(out)).toEqual(['error', 'error', 'close-members'])
    for (const command of [...out, ...call(machine, other, 6, 'c')].filter(({ type }) => type === 'error'))
      expect(command).toMatchObject({ error: { name: 'ManagerDiedError', facts: { signal: 'SIGKILL' } } })
  })

  it('ends when its creator does', () => {
    const machine = serving()
    expect(typesOf(machine.handle({ type: 'gone', client: creator }))).toEqual(['retire', 'close-members'])
    expect(machine.refusal?.message).toContain('has ended with the process that created it')
    expect(typesOf(machine.handle({ type: 'shutdown', client: other, id: 3 }))).toEqual(['park'])
  })
})
