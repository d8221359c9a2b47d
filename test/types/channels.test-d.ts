import { expectTypeOf, test } from 'vitest'
import {
  JoinableQueue,
  Pipe,
  Process,
  Queue,
  SimpleQueue,
  type Connection,
  type Sentinel,
  wait,
} from '../../src/engine/library/index.ts'

/** What a program's author is told about queues and pipes while typing. */

type Request = { n: number; reply: Queue<number> }

test('a queue carries one type, also other queues', async () => {
  const requests = new Queue<Request>(5)
  expectTypeOf(requests.get()).resolves.toEqualTypeOf<Request>()
  expectTypeOf(requests.getNowait()).resolves.toEqualTypeOf<Request>()
  expectTypeOf(requests.put({ n: 1, reply: new Queue<number>() })).resolves.toEqualTypeOf<void>()
  expectTypeOf(requests.size()).resolves.toEqualTypeOf<number>()
  expectTypeOf(requests.maxSize).toEqualTypeOf<number>()
  for await (const request of requests) expectTypeOf(request).toEqualTypeOf<Request>()
  // @ts-expect-error not what it carries
  void requests.put({ n: '1', reply: new Queue<number>() })
  // @ts-expect-error a queue is not a number: size() is asked for
  void (requests.size() > 1)
  // @ts-expect-error the time-out has a name
  void requests.put({ n: 1, reply: new Queue<number>() }, 100)
  // @ts-expect-error a bound is a number
  void new Queue<Request>({ maxSize: 5 })
  // @ts-expect-error it was made with its bound
  requests.maxSize = 3
})

test('a queue that says nothing of its items gives what must be looked at', () => {
  expectTypeOf(new Queue().get()).resolves.toEqualTypeOf<unknown>()
  void new Queue().put({ anything: true })
})

test('a joinable queue is a queue; a simple one has put, get, isEmpty and close', () => {
  const tasks = new JoinableQueue<number>(5)
  expectTypeOf(tasks).toExtend<Queue<number>>()
  expectTypeOf(tasks.get()).resolves.toEqualTypeOf<number>()
  expectTypeOf(tasks.taskDone()).resolves.toEqualTypeOf<void>()
  expectTypeOf(tasks.join()).resolves.toEqualTypeOf<void>()
  // @ts-expect-error only a joinable queue can be joined
  void new Queue<number>().join()
  const simple = new SimpleQueue<string>()
  expectTypeOf(simple.get()).resolves.toEqualTypeOf<string>()
  void simple.put('text')
  // @ts-expect-error not what it carries
  void simple.put(1)
  // @ts-expect-error it has no bound
  void new SimpleQueue<string>(5)
  // @ts-expect-error nor time-outs
  void simple.get({ timeoutMs: 5 })
})

test('a pipe both ways: what one end sends is what the other receives', async () => {
  const [client, server] = Pipe<string, number>()
  expectTypeOf(client.recv()).resolves.toEqualTypeOf<string>()
  expectTypeOf(server.recv()).resolves.toEqualTypeOf<number>()
  void client.send(1)
  void server.send('one')
  for await (const answer of client) expectTypeOf(answer).toEqualTypeOf<string>()
  // @ts-expect-error the client sends numbers
  void client.send('one')
  // @ts-expect-error the server sends strings
  void server.send(1)
  const [a, b] = Pipe<number>(true)
  expectTypeOf(a).toEqualTypeOf<Connection<number>>()
  expectTypeOf(b).toEqualTypeOf<Connection<number>>()
})

test('a pipe one way: the wrong direction is a mistake', () => {
  const [reader, writer] = Pipe<string>(false)
  expectTypeOf(reader.recv()).resolves.toEqualTypeOf<string>()
  void writer.send('text')
  // @ts-expect-error the first end only reads
  void reader.send('text')
  expectTypeOf(writer.recv()).resolves.toEqualTypeOf<never>()
  // @ts-expect-error not what the pipe carries
  void writer.send(1)
})

test('wait gives some of what it was given', async () => {
  const [reader] = Pipe<number>(false)
  const [client] = Pipe<string, number>()
  const { sentinel } = new Process()
  expectTypeOf(wait([reader])).resolves.toEqualTypeOf<Connection<number, never>[]>()
  expectTypeOf(wait([sentinel], 100)).resolves.toEqualTypeOf<Sentinel[]>()
  for (const ready of await wait(new Set([client, sentinel])))
    expectTypeOf(ready).toEqualTypeOf<Connection<string, number> | Sentinel>()
  // @ts-expect-error a queue has no end that is ready
  void wait([new Queue()])
  // @ts-expect-error the time-out is a number
  void wait([reader], { timeoutMs: 100 })
})

declare function write(writer: Connection<never, number>): Promise<void>
declare function talk(connection: Connection<string, number>): Promise<void>
declare function anyEnd(connection: Connection): Promise<void>

test('an end goes to a target that uses it as it is', () => {
  const [reader, writer] = Pipe<number>(false)
  const [client, server] = Pipe<string, number>()
  void new Process({ target: write, args: [writer] })
  void new Process({ target: talk, args: [client] })
  for (const connection of [reader, writer, client, server])
    void new Process({ target: anyEnd, args: [connection] })
  // @ts-expect-error the server speaks the other way round
  void new Process({ target: talk, args: [server] })
  // @ts-expect-error this end only reads
  void new Process({ target: write, args: [reader] })
})

test('bytes are bytes', () => {
  const [a, b] = Pipe()
  expectTypeOf(a.recvBytes()).resolves.toEqualTypeOf<Uint8Array>()
  expectTypeOf(a.recvBytesInto(new Float64Array(4))).resolves.toEqualTypeOf<number>()
  expectTypeOf(a.poll(100)).resolves.toEqualTypeOf<boolean>()
  void b.sendBytes(new DataView(new ArrayBuffer(8)), 4)
  // @ts-expect-error text is not bytes
  void b.sendBytes('text')
  // @ts-expect-error a buffer needs a view
  void b.recvBytesInto(new ArrayBuffer(8))
})
