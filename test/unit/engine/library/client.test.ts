import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Barrier } from '../../../../src/engine/library/barrier.ts'
import { Client, setClient } from '../../../../src/engine/library/client.ts'
import { routeToJob } from '../../../../src/engine/library/job.ts'
import { Pipe } from '../../../../src/engine/library/pipe.ts'
import { registerProgram } from '../../../../src/engine/library/program.ts'
import { Queue } from '../../../../src/engine/library/queue.ts'
import { wait } from '../../../../src/engine/library/wait.ts'
import { encodeValue } from '../../../../src/engine/values/encode.ts'
import { itemKinds } from '../../../../src/engine/values/item.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import { reopened } from '../../../../src/engine/wire/directRead.ts'
import { FrameSocket } from '../../../../src/engine/wire/frameSocket.ts'
import type { BrokerOperation, ClientOperation } from '../../../../src/engine/wire/operations.ts'

/** A client at a real socket whose other end says what a broker should not. */
describe('Client', () => {
  let directory: string
  let server: Server
  let broker: FrameSocket<BrokerOperation, ClientOperation>
  let client: Client
  let closed: Promise<void>
  const heard: ClientOperation[] = []
  let onHeard: () => void = () => {}

  /** Resolves with the first operation of this kind, which is taken. */
  async function hear<O extends ClientOperation['op']>(op: O): Promise<Extract<ClientOperation, { op: O }>> {
    for (;;) {
      const index = heard.findIndex((operation) => operation.op === op)
      if (index >= 0) return heard.splice(index, 1)[0] as Extract<ClientOperation, { op: O }>
      await new Promise<void>((resolve) => (onHeard = resolve))
    }
  }

  beforeEach(async () => {
    heard.length = 0
    directory = await mkdtemp(join(tmpdir(), 'forkscope-client-'))
    const address = join(directory, 'socket')
    server = createServer().listen(address)
    await once(server, 'listening')
    const connected = once(server, 'connection')
    client = await Client.connect(address)
    client.hello(1, 'key')
    const [brokerSocket] = (await connected) as [Socket]
    broker = new FrameSocket(reopened(brokerSocket), {
      onMessages: (messages) => {
        heard.push(...messages.map(({ operation }) => operation))
        onHeard()
      },
      onClose: () => {},
    })
    closed = new Promise((resolve) =>
      client.listen(
        () => {},
        () => resolve(),
      ),
    )
    setClient(client)
  })

  afterEach(async () => {
    broker.destroy()
    await closed
    await new Promise((resolve) => server.close(resolve))
    await rm(directory, { recursive: true })
  })

  it('gives a loan back that it cannot read: the items are not out for ever', async () => {
    const queue = new Queue()
    const { object } = await hear('queue.create')
    const iterator = queue[Symbol.asyncIterator]()
    const step = iterator.next()
    const { id } = await hear('queue.borrow')
    const damaged = { kind: itemKinds.v8, text: undefined, bytes: Buffer.of(1, 2, 3), references: undefined }
    broker.post({ op: 'items', id, n: 1 }, ItemRun.pack([damaged]))
    await expect(step).rejects.toThrow()
    expect(await hear('queue.giveBack')).toMatchObject({ object })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('leaves no request behind when it has waited for several objects', async () => {
    const [first, second] = Pipe()
    const sentinel = { processId: 7 }
    const ready = wait([first, second, sentinel])
    const polls = [await hear('pipe.poll'), await hear('pipe.poll')]
    const { id: join } = await hear('process.join')
    broker.post({ op: 'value', id: polls[1]?.id ?? 0, value: true })
    const object = polls[0]?.object
    expect(await hear('cancel')).toEqual({ op: 'cancel', request: polls[0]?.id, object })
    expect(await hear('cancel')).toEqual({ op: 'cancel', request: join })
    // It has ended meanwhile: told, too.
    broker.post({ op: 'value', id: join, value: true })
    broker.post({ op: 'value', id: polls[0]?.id ?? 0, value: false })
    expect(await ready).toEqual([second, sentinel])
    expect(heard.filter(({ op }) => op === 'cancel')).toEqual([])
  })

  it('closes the ends of pipes in results that nobody takes any more', async () => {
    const [end] = Pipe()
    const { object } = await hear('pipe.create')
    const results = ItemRun.pack([encodeValue({ deep: [end] }, 'result'), encodeValue('plain', 'result')])
    expect(routeToJob({ op: 'job.results', job: 99, first: 0 }, results)).toBe(true)
    expect(await hear('pipe.close')).toMatchObject({ object })
  })

  it('tells of the action of a barrier that failed, whatever it threw: the others wait for that', async () => {
    const facts: Record<string, unknown> = { large: 1n }
    facts['self'] = facts
    const thrown = Object.assign(new Error('cannot be sent as it is'), { facts })
    const action = (): never => {
      throw thrown
    }
    registerProgram({ action })
    const waiting = new Barrier(1, { action }).wait()
    broker.post({ op: 'value', id: (await hear('barrier.wait')).id, value: { index: 0, generation: 1 } })
    const { id, error } = await hear('barrier.acted')
    expect(error).toMatchObject({ name: 'Error', message: 'cannot be sent as it is' })
    broker.post({ op: 'done', id, count: 1 })
    await expect(waiting).rejects.toBe(thrown)
  })

  it('a put after close() of this process is refused, and holds the close up no longer', async () => {
    const queue = new Queue()
    const before = queue.put('before')
    const closing = queue.close()
    await expect(queue.put('after')).rejects.toMatchObject({ code: 'queue-closed' })
    const { id } = await hear('queue.put')
    broker.post({ op: 'done', id, count: 1 })
    await before
    broker.post({ op: 'done', id: (await hear('queue.close')).id, count: 1 })
    await closing
  })

  it('lets nothing wait for a broker that is gone: neither what was under way and held, nor what comes later', async () => {
    const [queue, other] = [new Queue(), new Queue()]
    const puts = [0, 1, 2, 3].map(() => queue.put(Buffer.alloc(6 * 1024 * 1024)))
    const timed = queue.put('held', { timeoutMs: 60_000 })
    const closing = queue.close()
    const outcomes = Promise.allSettled([...puts, timed, closing])
    broker.destroy()
    await closed
    const late = await Promise.allSettled([queue.close(), other.put('late'), queue.size()])
    for (const outcome of [...(await outcomes), ...late])
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DisconnectedError' } })
  })
})
