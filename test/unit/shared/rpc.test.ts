import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { fakeHandlers } from '../../integration/main/fakeHandlers.ts'
import { UserError } from '../../../src/shared/errors.ts'
import { RpcClient, RpcError } from '../../../src/shared/rpc/client.ts'
import type { CallHandlers, StreamHandlers, StreamSink } from '../../../src/shared/rpc/contract.ts'
import type { ClientMessage, ServerMessage } from '../../../src/shared/rpc/messages.ts'
import { RpcServer } from '../../../src/shared/rpc/server.ts'

/** Client and server joined by JSON texts, as over IPC and WebSocket. */
class Wire {
  readonly toServer: unknown[] = []
  readonly toClient: ServerMessage[] = []
  #receiveAtServer: (message: unknown) => void = () => {}
  #receiveAtClient: (message: ServerMessage) => void = () => {}
  #closeServer: (reason: string) => void = () => {}
  #closeClient: (reason: string) => void = () => {}
  readonly client = new RpcClient({
    send: (message: ClientMessage) => {
      this.toServer.push(message)
      this.#receiveAtServer(JSON.parse(JSON.stringify(message)))
    },
    onMessage: (listener) => (this.#receiveAtClient = listener),
    onClose: (listener) => (this.#closeClient = listener),
  })

  constructor(calls: Partial<CallHandlers> = {}, streams: Partial<StreamHandlers> = {}) {
    const handlers = fakeHandlers(calls, streams)
    new RpcServer(
      {
        send: (message) => {
          this.toClient.push(message)
          this.#receiveAtClient(JSON.parse(JSON.stringify(message)) as ServerMessage)
        },
        onMessage: (listener) => (this.#receiveAtServer = listener),
        onClose: (listener) => (this.#closeServer = listener),
      },
      handlers.calls,
      handlers.streams,
    )
  }

  sendRaw(message: unknown): void {
    this.#receiveAtServer(message)
  }

  close(reason: string): void {
    this.#closeServer(reason)
    this.#closeClient(reason)
  }
}

/** A source whose items the test emits. */
class ManualSource {
  readonly disposed: string[] = []
  sink: StreamSink<never> | undefined
  readonly handler: StreamHandlers['run'] = ({ runId }, sink) => {
    this.sink = sink
    return () => this.disposed.push(runId)
  }

  emit(item: unknown): Promise<void> {
    return this.sink!.emit(item as never)
  }
}

let source: ManualSource

beforeEach(() => {
  source = new ManualSource()
})

test('a call is answered with its result, and defaults are filled in before the handler runs', async () => {
  const seen: unknown[] = []
  const wire = new Wire({
    'runs.start': (request) => {
      seen.push(request)
      return { runId: 'r1' }
    },
  })
  const answer = await wire.client.call('runs.start', { source: { kind: 'catalogue', id: 'queue' } })
  expect(answer).toEqual({ runId: 'r1' })
  expect(seen).toEqual([{ source: { kind: 'catalogue', id: 'queue' }, params: {}, startMethod: 'spawn' }])
})

test("a user's mistake arrives with its code and without a stack; a bug with its stack", async () => {
  const wire = new Wire({
    'programs.read': () => {
      throw new UserError('not-found', "There is no program 'x'.")
    },
    'runs.stop': () => {
      throw new TypeError('oops')
    },
  })
  const mistake = await wire.client.call('programs.read', { id: 'x' }).catch((error: unknown) => error)
  expect(mistake).toBeInstanceOf(RpcError)
  expect(mistake).toMatchObject({ code: 'not-found', message: "There is no program 'x'." })
  expect((mistake as RpcError).remote.stack).toBeUndefined()
  const bug = (await wire.client
    .call('runs.stop', { runId: 'r' })
    .catch((error: unknown) => error)) as RpcError
  expect(bug.remote).toMatchObject({ name: 'TypeError', message: 'oops', stack: expect.any(String) })
})

test.each([
  ['a method that is not there', 'no.such', null, 'no method'],
  ['a name of every object', 'constructor', null, 'no method'],
  ['a parameter of another type', 'programs.read', { id: 1 }, "at 'id'"],
  ['a missing parameter', 'runs.stop', {}, "at 'runId'"],
  ['no parameters at all', 'runs.stop', undefined, 'wrong value'],
  ['a run id that is too long', 'runs.stop', { runId: 'x'.repeat(65) }, "at 'runId'"],
  ['a signal of the wrong kind', 'processes.end', { handle: '1-1', signal: 9 }, "at 'signal'"],
  ['an empty handle', 'processes.end', { handle: '', signal: 'SIGKILL' }, "at 'handle'"],
])('%s is refused before any handler runs', async (_what, method, params, message) => {
  const wire = new Wire()
  const call = wire.client.call(method as 'runs.stop', params as never)
  await expect(call).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining(message) })
})

test('a stream waits for its watcher', async () => {
  const wire = new Wire({}, { run: source.handler })
  const items: unknown[] = []
  wire.client.subscribe('run', { runId: 'r1' }, { onItem: (item) => items.push(item) })
  await source.emit('first')
  await source.emit('second')
  expect(items).toEqual(['first', 'second'])

  const slow = new Wire({}, { run: source.handler })
  slow.sendRaw({ type: 'subscribe', id: 7, stream: 'run', params: { runId: 'r2' } })
  let isTaken = false
  const taken = source.emit('third').then(() => (isTaken = true))
  await Promise.resolve()
  expect(isTaken).toBe(false)
  slow.sendRaw({ type: 'taken', id: 7 })
  await taken
})

test('the end of a stream, its failure and its disposal all give the source back', async () => {
  const wire = new Wire({}, { run: source.handler })
  const log: string[] = []
  const listener = {
    onItem: () => log.push('item'),
    onEnd: () => log.push('end'),
    onError: (error: RpcError) => log.push(error.message),
  }
  wire.client.subscribe('run', { runId: 'ends' }, listener)
  source.sink!.end()
  source.sink!.end()
  wire.client.subscribe('run', { runId: 'fails' }, listener)
  source.sink!.fail(new UserError('not-found', 'gone'))
  const dispose = wire.client.subscribe('run', { runId: 'disposed' }, listener)
  const waiting = source.emit('unread')
  dispose()
  dispose()
  await waiting
  await source.emit('late')
  expect(log).toEqual(['end', 'gone', 'item'])
  expect(source.disposed).toEqual(['ends', 'fails', 'disposed'])
})

test('a source that cannot be opened keeps no place', async () => {
  const wire = new Wire(
    {},
    {
      run: ({ runId }) => {
        throw new UserError('not-found', `There is no run ${runId}.`)
      },
    },
  )
  const messages = new Set<string>()
  for (let attempt = 0; attempt < 200; attempt++)
    wire.client.subscribe(
      'run',
      { runId: 'x' },
      { onItem: () => {}, onError: ({ message }) => messages.add(message) },
    )
  expect([...messages]).toEqual(['There is no run x.'])
})

test('a watcher can open so many streams at once, and no more', () => {
  const wire = new Wire({}, { run: source.handler })
  const errors: RpcError[] = []
  for (let stream = 0; stream < 65; stream++)
    wire.client.subscribe('run', { runId: 'r' }, { onItem: () => {}, onError: (error) => errors.push(error) })
  expect(errors.map(({ code }) => code)).toEqual(['limit'])
})

test('too many calls at once are refused; the others are answered', async () => {
  let answer: () => void = () => {}
  const gate = new Promise<null>((resolve) => (answer = () => resolve(null)))
  const wire = new Wire({ 'runs.stop': () => gate })
  const calls = Array.from({ length: 257 }, () => wire.client.call('runs.stop', { runId: 'r' }))
  await expect(calls.at(-1)).rejects.toMatchObject({ code: 'limit' })
  answer()
  expect(await Promise.all(calls.slice(0, 256))).toHaveLength(256)
})

test('when the peer goes, everything outstanding settles and every source is given back', async () => {
  let answer: () => void = () => {}
  const late = new Promise<null>((resolve) => (answer = () => resolve(null)))
  const wire = new Wire({ 'runs.stop': () => late }, { run: source.handler })
  const call = wire.client.call('runs.stop', { runId: 'r' })
  const errors: string[] = []
  wire.client.subscribe(
    'run',
    { runId: 'r' },
    { onItem: () => {}, onError: ({ message }) => errors.push(message) },
  )
  wire.close('the window was closed.')
  await expect(call).rejects.toMatchObject({ code: 'closed' })
  expect(errors).toEqual(['The host is gone: the window was closed.'])
  expect(source.disposed).toEqual(['r'])
  const sent = wire.toClient.length
  answer()
  await source.emit('late')
  expect(wire.toClient).toHaveLength(sent)
  await expect(wire.client.call('runs.stop', { runId: 'r' })).rejects.toMatchObject({ code: 'closed' })
  wire.client.subscribe(
    'run',
    { runId: 'r' },
    { onItem: () => {}, onError: ({ message }) => errors.push(message) },
  )
  expect(errors).toHaveLength(2)
})

test('whatever is sent, no handler runs on it unless it is valid, and nothing throws', () => {
  const valid = new Set([
    'host.info',
    'workloads.list',
    'programs.list',
    'exercises.list',
    'exercises.progress',
    'settings.read',
    'settings.change',
  ])
  fc.assert(
    fc.property(fc.array(anyMessage(), { maxLength: 20 }), (messages) => {
      const ran: string[] = []
      const handlers = Object.fromEntries(
        Object.keys(fakeHandlers().calls).map((name) => [
          name,
          () => {
            ran.push(name)
            return null
          },
        ]),
      )
      const wire = new Wire(handlers, { run: source.handler })
      for (const message of messages) wire.sendRaw(message)
      expect(ran.filter((name) => !valid.has(name))).toEqual([])
    }),
  )
})

/** Rubbish, and what looks like the protocol but has no parameters that any call but those without parameters would take. */
function anyMessage(): fc.Arbitrary<unknown> {
  const name = fc.oneof(
    fc.constantFrom(...Object.keys(fakeHandlers().calls), '__proto__', 'run'),
    fc.string(),
  )
  const params = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.integer(),
    fc.array(fc.anything()),
    fc.constant({}),
  )
  const like = fc.record({
    type: fc.constantFrom('call', 'subscribe', 'taken', 'dispose', 'else'),
    id: fc.oneof(fc.nat(5), fc.integer(), fc.string()),
    method: name,
    stream: name,
    params,
  })
  return fc.oneof(fc.anything(), like)
}
