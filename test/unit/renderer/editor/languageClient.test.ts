import { expect, it } from 'vitest'
import { LanguageClient } from '../../../../src/renderer/components/editor/language/languageClient.ts'
import type { LanguageCall } from '../../../../src/renderer/components/editor/language/protocol.ts'

/** Stands for the worker: what it was asked, and a way to answer. */
class FakeWorker extends EventTarget {
  readonly calls: LanguageCall[] = []
  isTerminated = false

  postMessage(call: LanguageCall): void {
    this.calls.push(call)
  }

  answer(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }

  terminate(): void {
    this.isTerminated = true
  }
}

function start(): { client: LanguageClient; workers: FakeWorker[]; release: () => void; events: string[] } {
  const workers: FakeWorker[] = []
  const events: string[] = []
  const client = new LanguageClient(() => {
    const worker = new FakeWorker()
    workers.push(worker)
    return worker as unknown as Worker
  })
  const release = client.use(() => events.push('ready'))
  return { client, workers, release, events }
}

const hover = { text: 'a', offset: 0 }

it('loads nothing before it is started, and answers nothing before it is ready', async () => {
  const { client, workers, events } = start()
  expect(await client.ask('hover', hover)).toBeNull()
  expect(workers).toHaveLength(0)
  client.start()
  client.start()
  expect(workers).toHaveLength(1)
  expect(await client.ask('hover', hover)).toBeNull()
  workers[0]?.answer({ ready: true })
  expect(events).toEqual(['ready'])
  const asked = client.ask('check', { text: 'a' })
  workers[0]?.answer({ id: workers[0].calls[0]?.id, result: [] })
  expect(await asked).toEqual([])
})

it('asks one question of a kind at a time, and of those that wait only the newest', async () => {
  const { client, workers } = start()
  client.start()
  workers[0]?.answer({ ready: true })
  const [first, second, third] = [1, 2, 3].map((offset) => client.ask('hover', { text: 'a', offset }))
  expect(await second).toBeNull()
  const { calls } = workers[0]!
  expect(calls).toHaveLength(1)
  workers[0]?.answer({ id: calls[0]?.id, result: null })
  expect(await first).toBeNull()
  expect(calls[1]?.params).toEqual({ text: 'a', offset: 3 })
  workers[0]?.answer({ id: calls[1]?.id, result: { from: 0 } })
  expect(await third).toEqual({ from: 0 })
})

it('is plain again when the worker fails, and stays so', async () => {
  const { client, workers } = start()
  client.start()
  workers[0]?.answer({ ready: true })
  const asked = client.ask('check', { text: 'a' })
  workers[0]?.dispatchEvent(new Event('error', { cancelable: true }))
  expect(await asked).toBeNull()
  expect(workers[0]?.isTerminated).toBe(true)
  client.start()
  expect(workers).toHaveLength(1)
})

it('ends with the last editor, and begins anew with the next', () => {
  const { client, workers, release } = start()
  client.start()
  const releaseOther = client.use(() => {})
  release()
  expect(workers[0]?.isTerminated).toBe(false)
  releaseOther()
  expect(workers[0]?.isTerminated).toBe(true)
  client.use(() => {})
  client.start()
  expect(workers).toHaveLength(2)
})

it('leaves a huge text alone', async () => {
  const { client, workers } = start()
  client.start()
  workers[0]?.answer({ ready: true })
  expect(await client.ask('check', { text: 'x'.repeat(300_000) })).toBeNull()
})

it('says when it is there, starting it if need be', async () => {
  const { client, workers } = start()
  const isReady = client.whenReady()
  workers[0]?.answer({ ready: true })
  expect(await isReady).toBe(true)
  expect(await client.whenReady()).toBe(true)
  expect(workers).toHaveLength(1)
})

it('says that it is not there when it fails or takes too long', async () => {
  const { client } = start()
  expect(await client.whenReady(1)).toBe(false)
  const broken = new LanguageClient(() => {
    throw new Error('no workers here')
  })
  expect(await broken.whenReady()).toBe(false)
})
