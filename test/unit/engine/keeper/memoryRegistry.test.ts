import { once } from 'node:events'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryRegistry } from '../../../../src/engine/keeper/memoryRegistry.ts'
import { connectMemory, forget, share } from '../../../../src/engine/worker/threadMemory.ts'

const threadMemory = new URL('../../../../src/engine/worker/threadMemory.ts', import.meta.url).href

/** What another thread does with its own `threadMemory`. */
const thread = `
import { parentPort, workerData } from 'node:worker_threads'
import { connectMemory, obtain, share } from ${JSON.stringify(threadMemory)}
connectMemory(workerData)
parentPort.on('message', ({ type, id }) => {
  if (type === 'share') {
    const buffer = new SharedArrayBuffer(8)
    new Int32Array(buffer)[0] = id
    share(id, buffer)
    parentPort.postMessage('shared')
  } else if (type === 'add') {
    const buffer = obtain(id)
    parentPort.postMessage(buffer ? Atomics.add(new Int32Array(buffer), 0, 1) : 'none')
  } else process.exit()
})
`

const workers: Worker[] = []
const ports: MessagePort[] = []

afterEach(async () => {
  for (const port of ports.splice(0)) port.close()
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()))
})

function pathTo(registry: MemoryRegistry): MessagePort {
  const { port1, port2 } = new MessageChannel()
  registry.connect(port1)
  port1.unref()
  ports.push(port1)
  return port2
}

function startThread(registry: MemoryRegistry): (request: object) => Promise<unknown> {
  const port = pathTo(registry)
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(thread)}`), {
    workerData: port,
    transferList: [port],
  })
  workers.push(worker)
  return async (request) => {
    worker.postMessage(request)
    return ((await once(worker, 'message')) as [unknown])[0]
  }
}

describe('memory that threads share', () => {
  it('is the same memory in each of them', async () => {
    const registry = new MemoryRegistry()
    share(1, new SharedArrayBuffer(8))
    connectMemory(pathTo(registry))
    const [one, other] = [startThread(registry), startThread(registry)]
    expect(await one({ type: 'add', id: 1 })).toBe(0)
    expect(await other({ type: 'add', id: 1 })).toBe(1)
    expect(await one({ type: 'share', id: 7 })).toBe('shared')
    // Whatever the order in which the keeper reads what they said.
    expect(await other({ type: 'add', id: 7 })).toBe(7)
    expect(await one({ type: 'add', id: 7 })).toBe(8)
    expect(await startThread(registry)({ type: 'add', id: 1 })).toBe(2)
  })

  it('is not there under a number that nobody shares', async () => {
    const registry = new MemoryRegistry()
    connectMemory(pathTo(registry))
    share(3, new SharedArrayBuffer(4))
    const thread = startThread(registry)
    expect(await thread({ type: 'add', id: 2 })).toBe('none')
    forget(3)
    expect(await thread({ type: 'add', id: 3 })).toBe('none')
  })

  it('is not there once it was taken back, whichever port is read first', async () => {
    const registry = new MemoryRegistry()
    const [asker, sharer] = [pathTo(registry), pathTo(registry)]
    const signal = new Int32Array(new SharedArrayBuffer(4))
    const obtain = async () => {
      // The registry's end of the asker's port is read before that of the sharer's.
      ports[0]?.emit('message', { type: 'obtain', id: 9, signal })
      return ((await once(asker, 'message')) as [{ buffer: unknown }])[0].buffer
    }
    sharer.postMessage({ type: 'share', id: 9, buffer: new SharedArrayBuffer(4) })
    expect(await obtain()).toBeInstanceOf(SharedArrayBuffer)
    sharer.postMessage({ type: 'forget', id: 9 })
    expect(await obtain()).toBeUndefined()
  })

  it('outlives the thread that made it', async () => {
    const registry = new MemoryRegistry()
    const maker = startThread(registry)
    await maker({ type: 'share', id: 5 })
    await workers[0]?.terminate()
    expect(await startThread(registry)({ type: 'add', id: 5 })).toBe(5)
  })
})
