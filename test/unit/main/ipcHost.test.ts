import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { beforeEach, expect, test, vi } from 'vitest'
import { fakeHandlers } from '../../integration/main/fakeHandlers.ts'

const ipcMain = vi.hoisted(() => ({ current: undefined as unknown as EventEmitter }))
vi.mock('electron', () => ({
  ipcMain: {
    on: (...args: Parameters<EventEmitter['on']>) => ipcMain.current.on(...args),
    off: (...args: Parameters<EventEmitter['off']>) => ipcMain.current.off(...args),
  },
}))
const { IpcHost } = await import('../../../src/main/electron/ipcHost.ts')
const { pageAddress } = await import('../../../src/main/electron/pageOrigin.ts')

class Contents extends EventEmitter {
  isDestroyed = (): boolean => false
}

let contents: Contents
let host: InstanceType<typeof IpcHost>
const started: string[] = []
const disposed: string[] = []

beforeEach(() => {
  ipcMain.current = new EventEmitter()
  contents = new Contents()
  started.length = 0
  disposed.length = 0
  const handlers = fakeHandlers(
    {
      'runs.stop': ({ runId }) => {
        started.push(runId)
        return null
      },
    },
    {
      run:
        ({ runId }) =>
        () =>
          disposed.push(runId),
    },
  )
  host = new IpcHost(handlers, contents as unknown as WebContents, pageAddress({}, true))
})

function frame(overrides: Record<string, unknown> = {}) {
  const sent: unknown[] = []
  return {
    url: 'forkscope://app/index.html',
    origin: 'forkscope://app',
    parent: null,
    isDestroyed: () => false,
    send: (_channel: string, text: string) => sent.push(JSON.parse(text)),
    sent,
    ...overrides,
  }
}

type Frame = ReturnType<typeof frame>

function post(from: Frame | null, message: unknown, sender: unknown = contents): void {
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  ipcMain.current.emit('forkscope:message', { sender, senderFrame: from }, text)
}

function open(from: Frame | null, sender: unknown = contents): void {
  ipcMain.current.emit('forkscope:open', { sender, senderFrame: from })
}

const stop = (runId: string) => ({ type: 'call', id: 1, method: 'runs.stop', params: { runId } })

test('the page is answered', async () => {
  const own = frame()
  open(own)
  post(own, stop('a'))
  await expect.poll(() => own.sent).toEqual([{ type: 'result', id: 1, result: null }])
  expect(started).toEqual(['a'])
})

test('a message before the document was opened does nothing', () => {
  post(frame(), stop('early'))
  expect(started).toEqual([])
})

test.each([
  ['a frame inside of the page', { parent: {} }],
  ['about:blank', { url: 'about:blank', origin: 'null' }],
  ['a page that was navigated to', { url: 'https://evil.example/', origin: 'https://evil.example' }],
  ['a sandboxed document at our address', { origin: 'null' }],
  ['a document of our origin at another address', { url: 'about:srcdoc' }],
  ['a frame that is gone', { isDestroyed: () => true }],
])('%s is ignored, and does not disturb the page', async (_name, overrides) => {
  const own = frame()
  open(own)
  const foreign = frame(overrides)
  open(foreign)
  post(foreign, stop('foreign'))
  open(null)
  post(null, stop('nobody'))
  open(frame(), new Contents())
  post(frame(), stop('other window'), new Contents())
  post(own, stop('own'))
  await expect.poll(() => own.sent).toHaveLength(1)
  expect(started).toEqual(['own'])
  expect(foreign.sent).toEqual([])
})

test('what is not a message of the protocol does nothing', () => {
  const own = frame()
  open(own)
  for (const rubbish of ['', '{', 'null', '[]', '{"type":"call"}', `"${'x'.repeat(9_000_000)}"`])
    post(own, rubbish)
  ipcMain.current.emit('forkscope:message', { sender: contents, senderFrame: own }, { type: 'call' })
  post(own, '{"type":"call","id":1,"method":"runs.stop","params":{"runId":"x","__proto__":{}}}')
  expect(started).toEqual([])
  expect(own.sent).toEqual([])
})

test('loading the page again, its crash, and closing the window end what was open for it', () => {
  for (const [runId, end] of [
    ['reloaded', () => open(frame())],
    ['crashed', () => contents.emit('render-process-gone')],
    ['closed', () => host.dispose()],
  ] as const) {
    const own = frame()
    open(own)
    post(own, { type: 'subscribe', id: 2, stream: 'run', params: { runId } })
    expect(disposed).not.toContain(runId)
    end()
    expect(disposed).toContain(runId)
    post(own, stop(runId))
  }
  expect(ipcMain.current.eventNames()).toEqual([])
})
