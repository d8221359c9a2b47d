import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, expect } from 'vitest'
import { findProcesses, markVariable, ProcessWatch } from './leaks.ts'

/**
 * Fails a test file that leaves a process, a socket or a temporary folder behind. The file gets a temporary
 * folder and a mark in its environment of its own, which everything that it starts inherits.
 */

/** How long processes that were told to end may take for it. */
const graceMs = 5_000

const outerTemporary = process.env['TMPDIR']
const temporary = mkdtempSync(join(tmpdir(), 'fs-test-'))
const mark = `${process.pid}-${temporary}`
process.env['TMPDIR'] = temporary
process.env[markVariable] = mark
// The user's own progress and exercises are none of a test's business.
process.env['FORKSCOPE_DATA'] = join(temporary, 'data')
// What the command line says once is said: it would stand in the output of whichever test comes first.
mkdirSync(join(temporary, 'data'))
writeFileSync(join(temporary, 'data', 'settings.json'), '{"schema":1,"isRightsNoticePrinted":true}')

const watch = new ProcessWatch(mark)
/** In which test a process was first seen after it: that is where to look. */
const firstSeenAfter = new Map<number, string>()

afterEach(() => {
  for (const { pid } of watch.find()) {
    if (!firstSeenAfter.has(pid)) firstSeenAfter.set(pid, expect.getState().currentTestName ?? 'unknown')
  }
})

afterAll(async () => {
  const leaks = await settle()
  for (const { pid } of findProcesses(mark)) kill(pid)
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
  if (outerTemporary === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = outerTemporary
  if (leaks.length > 0) throw new Error(`The tests of this file left behind:\n  ${leaks.join('\n  ')}`)
})

async function settle(): Promise<string[]> {
  const deadline = performance.now() + graceMs
  for (;;) {
    const leaks = [...leftProcesses(), ...leftFiles()]
    if (leaks.length === 0 || performance.now() > deadline) return leaks
    await delay(50)
  }
}

function leftProcesses(): string[] {
  return findProcesses(mark).map(({ pid, command }) => {
    const test = firstSeenAfter.get(pid)
    return `process ${pid}: ${command.slice(0, 200)}${test === undefined ? '' : ` (first seen after "${test}")`}`
  })
}

function leftFiles(): string[] {
  return readdirSync(temporary, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.startsWith('forkscope-') || entry.isSocket())
    .map((entry) => `file ${join(entry.parentPath, entry.name)}`)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended since it was found.
  }
}
