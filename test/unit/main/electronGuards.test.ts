import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isAllowedExternal } from '../../../src/main/electron/externalLinks.ts'
import { isOfPage, pageAddress } from '../../../src/main/electron/pageOrigin.ts'
import { placeWindow, readWindowState, writeWindowState } from '../../../src/main/electron/windowState.ts'

const page = pageAddress({}, true)

test.each([
  'forkscope://evil/',
  'forkscope://app.evil/',
  'forkscope://app:1/',
  'forkscope://user@app/',
  'https://app/',
  'file:///app/index.html',
  'about:blank',
  'data:text/html,<script>1</script>',
  'javascript:alert(1)',
  '',
])('%j is not the page', (url) => {
  expect(isOfPage(url, page)).toBe(false)
})

test('the page is its own origin, whatever the path', () => {
  expect(isOfPage('forkscope://app/index.html#/lab', page)).toBe(true)
  expect(isOfPage('forkscope://app', page)).toBe(true)
})

test('a development server counts on loopback only, and never in a packaged app', () => {
  const at = (url: string, isPackaged = false): string =>
    pageAddress({ ELECTRON_RENDERER_URL: url }, isPackaged).origin
  expect(at('http://localhost:5173')).toBe('http://localhost:5173')
  expect(at('http://localhost:5173', true)).toBe('forkscope://app')
  expect(at('http://evil.example:5173')).toBe('forkscope://app')
  expect(at('https://localhost.evil.example')).toBe('forkscope://app')
  expect(at('not an address')).toBe('forkscope://app')
})

test.each([
  'file:///etc/passwd',
  'smb://github.com/share',
  'javascript:alert(1)',
  'http://github.com/',
  'https://github.com.evil.example/',
  'https://evil.example/?github.com',
  'https://github.com:8443/',
  'https://user:secret@github.com/',
  'ms-settings:',
  'forkscope://app/',
  'nonsense',
])('the link %j is not handed to the browser', (url) => {
  expect(isAllowedExternal(url)).toBe(false)
})

test('a link to a known site is handed to the browser', () => {
  expect(isAllowedExternal('https://docs.python.org/3/library/multiprocessing.html#pools')).toBe(true)
})

const screen = { x: 0, y: 0, width: 1920, height: 1040 }

test('the window opens where it was, but never out of reach', () => {
  const last = { x: 100, y: 50, width: 1200, height: 800, isMaximized: false }
  expect(placeWindow(last, [screen])).toEqual({ x: 100, y: 50, width: 1200, height: 800 })
  const second = { ...screen, x: 1920 }
  expect(placeWindow({ ...last, x: 2000 }, [screen, second])).toMatchObject({ x: 2000 })
  for (const lost of [{ x: 2000 }, { x: -1150 }, { y: -10 }, { y: 1030 }])
    expect(placeWindow({ ...last, ...lost }, [screen])).not.toHaveProperty('x')
  expect(placeWindow({ ...last, width: 10, height: 10, x: 0 }, [screen])).not.toHaveProperty('x')
})

test('a small screen gets a window that fits, down to the least size', () => {
  expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 })
  expect(placeWindow(null, [{ x: 0, y: 0, width: 320, height: 200 }])).toEqual({ width: 760, height: 560 })
  expect(placeWindow(null, [])).toEqual({ width: 1360, height: 880 })
})

test('the place is kept whole or not at all, and rubbish is ignored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-window-'))
  const file = join(folder, 'deeper', 'window.json')
  const state = { x: 1, y: 2, width: 800, height: 600, isMaximized: true }
  try {
    expect(readWindowState(file)).toBeNull()
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['window.json'])
    for (const rubbish of [
      '',
      '{',
      '{"x":"1"}',
      '{"x":1,"y":1,"width":1e999,"height":1,"isMaximized":false}',
    ]) {
      writeFileSync(file, rubbish)
      expect(readWindowState(file)).toBeNull()
    }
    writeWindowState(join(file, 'below-a-file'), state)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
