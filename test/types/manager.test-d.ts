import { expectTypeOf, test } from 'vitest'
import {
  Client,
  Listener,
  Manager,
  type DictProxy,
  type ListProxy,
  type Lock,
  type PoolProxy,
  type Proxy,
  type Queue,
  type SharedValue,
  type SocketConnection,
  wait,
} from '../../src/engine/library/index.ts'

/** What a program's author is told about managers and connections while typing. */

class Counter {
  count = 0
  constructor(first: number, label?: string) {
    this.count = first + (label?.length ?? 0)
  }
  increment(by = 1): number {
    return (this.count += by)
  }
  async later(text: string): Promise<string> {
    return text
  }
  _hidden(): boolean {
    return true
  }
}

const manager = await Manager({ callTimeoutMs: 5_000 })

test('lists and dicts carry the types of what they hold', async () => {
  const list = manager.list([1, 2])
  expectTypeOf(list).toEqualTypeOf<ListProxy<number>>()
  expectTypeOf(list.get(0)).resolves.toEqualTypeOf<number>()
  expectTypeOf(list.toArray()).resolves.toEqualTypeOf<number[]>()
  for await (const item of list) expectTypeOf(item).toEqualTypeOf<number>()
  // @ts-expect-error not what it holds
  void list.append('text')
  // @ts-expect-error a list is no array: get() is asked for
  void (list[0] + 1)
  // @ts-expect-error nor has it the length at hand
  void (list.length > 1)
  const dict = manager.dict({ a: 1 })
  expectTypeOf(dict).toEqualTypeOf<DictProxy<string, number>>()
  expectTypeOf(dict.get('a')).resolves.toEqualTypeOf<number | undefined>()
  expectTypeOf(dict.get('a', 'none')).resolves.toEqualTypeOf<string | number>()
  expectTypeOf(dict.items()).resolves.toEqualTypeOf<[string, number][]>()
  expectTypeOf(manager.dict(new Map([[1, 'one']]))).toEqualTypeOf<DictProxy<number, string>>()
  expectTypeOf(manager.dict<number, boolean>()).toEqualTypeOf<DictProxy<number, boolean>>()
  // @ts-expect-error not what it holds
  void dict.set('a', 'text')
  // @ts-expect-error an object is no key
  void manager.dict<{ a: 1 }, number>()
})

test('a namespace knows its fields', () => {
  const space = manager.namespace({ n: 1, text: 'a' })
  expectTypeOf(space.get('n')).resolves.toEqualTypeOf<number>()
  expectTypeOf(space.toObject()).resolves.toEqualTypeOf<{ n: number; text: string }>()
  // @ts-expect-error no such field
  void space.get('m')
  // @ts-expect-error not what the field holds
  void space.set('n', 'text')
})

test('what else it makes is what the library has', () => {
  expectTypeOf(manager.queue<string>(5)).toEqualTypeOf<Queue<string>>()
  expectTypeOf(manager.lock()).toEqualTypeOf<Lock>()
  expectTypeOf(manager.value('int32', 1)).toEqualTypeOf<SharedValue<'int32'>>()
  const pool = manager.pool(2)
  expectTypeOf(pool).toEqualTypeOf<PoolProxy>()
  expectTypeOf(pool.map((n: number) => String(n), [1])).resolves.toEqualTypeOf<string[]>()
  expectTypeOf(pool.apply(async (n: number) => n, [1])).resolves.toEqualTypeOf<number>()
  // @ts-expect-error not what the function takes
  void pool.map((n: number) => n, ['text'])
})

test('a registered class: its constructor, its public methods as promises', async () => {
  const counters = manager.register('counter', Counter)
  const counter = await counters(1)
  expectTypeOf(counter).toEqualTypeOf<Proxy<Counter>>()
  expectTypeOf(counter.increment(2)).resolves.toEqualTypeOf<number>()
  expectTypeOf(counter.later('text')).resolves.toEqualTypeOf<string>()
  expectTypeOf(manager.create<Counter>('counter', 1)).resolves.toEqualTypeOf<Proxy<Counter>>()
  // @ts-expect-error its constructor takes a number
  void counters('one')
  // @ts-expect-error not what the method takes
  void counter.increment('one')
  // @ts-expect-error fields are out of reach
  void counter.count
  // @ts-expect-error what begins with _ is hidden
  void counter._hidden()
})

test('exposed methods, and no others', async () => {
  const counter = await manager.register('counter', Counter, { exposed: ['_hidden'] })(1)
  expectTypeOf(counter._hidden()).resolves.toEqualTypeOf<boolean>()
  // @ts-expect-error not exposed
  void counter.increment()
  // @ts-expect-error a field is no method
  void manager.register('counter', Counter, { exposed: ['count'] })
  // @ts-expect-error a class, not an object of it
  void manager.register('counter', new Counter(1))
})

test('connections between programs carry what they say they do', async () => {
  const listener = new Listener<string, number>(['127.0.0.1', 0], {
    authkey: new Uint8Array([1]),
    backlog: 5,
  })
  const server = await listener.accept({ timeoutMs: 5 })
  expectTypeOf(server).toEqualTypeOf<SocketConnection<string, number>>()
  expectTypeOf(server.recv()).resolves.toEqualTypeOf<string>()
  const client = await Client<number, string>(await listener.listening(), { authkey: 'key' })
  void client.send('text')
  // @ts-expect-error the client sends strings
  void client.send(1)
  expectTypeOf(await wait([server, client])).toExtend<unknown[]>()
  // @ts-expect-error an address has a port
  void new Listener(['127.0.0.1'])
  // @ts-expect-error a key is text or bytes
  void new Listener(undefined, { authkey: 5 })
})
