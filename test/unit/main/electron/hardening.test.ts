import { EventEmitter } from 'node:events'
import { beforeEach, expect, test, vi } from 'vitest'
import { helpLinks } from '../../../../src/main/electron/menu.ts'
import { isAllowedExternal } from '../../../../src/main/electron/externalLinks.ts'
import { pageAddress } from '../../../../src/main/electron/pageOrigin.ts'
import { pagePreferences } from '../../../../src/main/electron/webPreferences.ts'

const electron = vi.hoisted(() => ({
  app: undefined as unknown as EventEmitter & { isPackaged: boolean; enableSandbox(): void },
  opened: [] as string[],
}))
vi.mock('electron', () => ({
  get app() {
    return electron.app
  },
  shell: { openExternal: (url: string) => Promise.resolve(electron.opened.push(url)) },
  Menu: {},
}))
const { hardenApp } = await import('../../../../src/main/electron/hardening.ts')

const page = pageAddress({}, true)
const own = 'forkscope://app/index.html'
const evil = 'https://evil.example/'
let isSandboxed = false

class Contents extends EventEmitter {
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  setWindowOpenHandler(handler: Contents['openHandler']): void {
    this.openHandler = handler
  }
  /** Whether the app prevents it. */
  prevents(event: string, details: object): boolean {
    const preventDefault = vi.fn()
    this.emit(event, { ...details, preventDefault })
    return preventDefault.mock.calls.length > 0
  }
}

type Callback<T> = (value: T) => void

class Session extends EventEmitter {
  request!: (contents: unknown, permission: string, callback: Callback<boolean>, details: object) => void
  check!: (contents: unknown, permission: string, origin: string) => boolean
  device!: (details: object) => boolean
  before!: (details: { url: string }, callback: Callback<{ cancel: boolean }>) => void
  setPermissionRequestHandler = (handler: Session['request']): void => void (this.request = handler)
  setPermissionCheckHandler = (handler: Session['check']): void => void (this.check = handler)
  setDevicePermissionHandler = (handler: Session['device']): void => void (this.device = handler)
  webRequest = { onBeforeRequest: (listener: Session['before']) => void (this.before = listener) }

  mayRequest(url: string): boolean {
    let isCancelled = false
    this.before({ url }, ({ cancel }) => (isCancelled = cancel))
    return !isCancelled
  }

  mayUse(permission: string, requestingUrl: string, isMainFrame = true): boolean {
    let isGranted = false
    this.request({}, permission, (granted) => (isGranted = granted), { isMainFrame, requestingUrl })
    return isGranted
  }
}

let contents: Contents
let session: Session

beforeEach(() => {
  isSandboxed = false
  electron.opened.length = 0
  electron.app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    enableSandbox: () => void (isSandboxed = true),
  })
  hardenApp(page)
  contents = new Contents()
  session = new Session()
  electron.app.emit('web-contents-created', {}, contents)
  electron.app.emit('session-created', session)
})

test('every process of Chromium is in its sandbox', () => {
  expect(isSandboxed).toBe(true)
})

test('the page may be loaded again in the main frame, and go nowhere else', () => {
  const go = (url: string, isMainFrame = true): boolean =>
    !contents.prevents('will-frame-navigate', { url, isMainFrame })
  expect(go(own)).toBe(true)
  expect(go(own, false)).toBe(false)
  for (const url of [
    evil,
    'file:///etc/passwd',
    'about:blank',
    'data:text/html,x',
    'javascript:1',
    'smb://host/share',
  ])
    expect(go(url)).toBe(false)
  expect(contents.prevents('will-redirect', { url: evil })).toBe(true)
})

test('nothing is embedded', () => {
  expect(contents.prevents('will-attach-webview', {})).toBe(true)
})

test('no window opens, and only known sites are handed to the browser', () => {
  const tried = [
    evil,
    'file:///etc/passwd',
    'smb://github.com/share',
    'javascript:alert(1)',
    'ms-settings:',
    own,
    '',
  ]
  for (const url of [...tried, 'https://nodejs.org/api/'])
    expect(contents.openHandler({ url })).toEqual({ action: 'deny' })
  expect(electron.opened).toEqual(['https://nodejs.org/api/'])
})

test('the page may copy, and no other permission is granted to anybody', () => {
  expect(session.mayUse('clipboard-sanitized-write', own)).toBe(true)
  expect(session.mayUse('clipboard-sanitized-write', own, false)).toBe(false)
  expect(session.mayUse('clipboard-sanitized-write', evil)).toBe(false)
  const others =
    'media geolocation notifications midiSysex openExternal fileSystem hid serial usb display-capture clipboard-read fullscreen pointerLock unknown'
  for (const permission of others.split(' ')) {
    expect(session.mayUse(permission, own)).toBe(false)
    expect(session.check({}, permission, 'forkscope://app')).toBe(false)
  }
  expect(session.check({}, 'clipboard-sanitized-write', 'forkscope://app')).toBe(true)
  expect(session.device({ deviceType: 'usb', origin: 'forkscope://app' })).toBe(false)
})

test('the page loads from its own origin alone, in a package also nothing of the developer tools', () => {
  for (const url of [own, 'blob:forkscope://app/1', 'data:image/png;base64,AA'])
    expect(session.mayRequest(url)).toBe(true)
  const others = [
    evil,
    'http://127.0.0.1/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'forkscope://other/',
    'devtools://x',
  ]
  for (const url of others) expect(session.mayRequest(url)).toBe(false)
  electron.app.isPackaged = false
  expect(session.mayRequest('devtools://devtools/bundled/x.html')).toBe(true)
})

test('only what the page itself has put together is saved', () => {
  const isSaved = (url: string): boolean => {
    const preventDefault = vi.fn()
    session.emit('will-download', { preventDefault }, { getURL: () => url })
    return preventDefault.mock.calls.length === 0
  }
  expect(isSaved('blob:forkscope://app/123')).toBe(true)
  for (const url of [evil, own, 'data:text/html,x', 'blob:https://evil.example/1'])
    expect(isSaved(url)).toBe(false)
})

test('the window is made with nothing of Node, nothing experimental, and no developer tools in a package', () => {
  const preferences = pagePreferences('/preload.cjs', true)
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    devTools: false,
  })
  expect(preferences).not.toHaveProperty('enableBlinkFeatures')
  expect(pagePreferences('/preload.cjs', false).devTools).toBe(true)
})

test('every link of the help menu is one of the known sites', () => {
  for (const { url } of helpLinks) expect(isAllowedExternal(url)).toBe(true)
})
