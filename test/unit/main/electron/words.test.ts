import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { CrashLimit } from '../../../../src/main/electron/crashLimit.ts'
import { goneWords } from '../../../../src/main/electron/goneWords.ts'
import { cannotOpenWords, openRequest, userArguments } from '../../../../src/main/electron/openRequest.ts'

vi.mock('electron', () => ({ app: {}, dialog: {} }))
const { isFirstNotice, sandboxNotice } = await import('../../../../src/main/electron/sandboxNotice.ts')

test('what is given to open: run files by their full path, the rest for a message, options for nobody', () => {
  const request = openRequest(
    ['--no-sandbox', 'a.forkscope', '/b/C.FORKSCOPE', 'notes.txt', '', 'https://evil.example/x.forkscope'],
    '/home/user',
  )
  if (process.platform !== 'win32')
    expect(request.files).toEqual(['/home/user/a.forkscope', '/b/C.FORKSCOPE'])
  expect(request.others).toEqual(['notes.txt', 'https://evil.example/x.forkscope'])
  if (process.platform !== 'win32')
    expect(openRequest(['file:///tmp/my%20run.forkscope'], '/').files).toEqual(['/tmp/my run.forkscope'])
  expect(openRequest(['file://%00/x', 'javascript:alert(1)', 'smb://host/a.forkscope'], '/').files).toEqual(
    [],
  )
  expect(
    openRequest(
      Array.from({ length: 500 }, (_, n) => `${n}.forkscope`),
      '/',
    ).files,
  ).toHaveLength(64)
})

test("in a clone the app's own folder is no argument of the user's", () => {
  const argv = ['electron', '--no-sandbox', '/clone', 'a.forkscope']
  expect(userArguments(argv, false)).toEqual(['--no-sandbox', 'a.forkscope'])
  expect(userArguments(['forkscope', 'a.forkscope'], true)).toEqual(['a.forkscope'])
})

test('what cannot be opened is named, in a form that does no harm', () => {
  expect(cannotOpenWords(['notes.txt'])).toContain('and notes.txt is not one.')
  const words = cannotOpenWords(['a', 'b', 'c\u001b]52;c;AA\u0007', 'd', 'e'])
  expect(words).toContain('and 2 more are not.')
  expect(words).not.toContain('\u001b')
})

test('three crashes within a minute are mended, a fourth is not, and forgiving counts anew', () => {
  const limit = new CrashLimit()
  for (const atMs of [0, 1_000, 2_000]) expect(limit.crashed(atMs)).toBeNull()
  expect(limit.crashed(3_000)).toBe(4)
  limit.forgive()
  for (const atMs of [4_000, 5_000, 6_000]) expect(limit.crashed(atMs)).toBeNull()
  expect(limit.crashed(70_000)).toBeNull()
})

test('a helper process that is gone is told in words, unless it ended in order or belongs to a run', () => {
  expect(goneWords({ type: 'GPU', reason: 'crashed', exitCode: 139 })).toMatch(
    /graphics card is gone \(it crashed/,
  )
  expect(goneWords({ type: 'Utility', reason: 'oom', exitCode: 1, name: 'Network Service' })).toMatch(
    /Network Service: there was not enough memory/,
  )
  expect(goneWords({ type: 'GPU', reason: 'clean-exit', exitCode: 0 })).toBeNull()
  expect(goneWords({ type: 'Utility', reason: 'killed', exitCode: 9, name: 'Forkscope session' })).toBeNull()
})

test('a missing sandbox is told once, with its reason and what to do', () => {
  const facts = { isWithoutSandbox: true, isRoot: false, isAppImage: false }
  expect(sandboxNotice({ ...facts, isWithoutSandbox: false })).toBeNull()
  expect(sandboxNotice(facts)?.detail).toContain('started with --no-sandbox')
  expect(sandboxNotice({ ...facts, isAppImage: true })?.detail).toContain('install the deb or rpm package')
  expect(sandboxNotice({ ...facts, isRoot: true, isAppImage: true })?.detail).toContain('as an ordinary user')
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-notice-'))
  try {
    expect([isFirstNotice(join(folder, 'data')), isFirstNotice(join(folder, 'data'))]).toEqual([true, false])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
