import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { transform } from 'esbuild'
import { afterEach, beforeAll } from 'vitest'
import { markVariable, ProcessWatch } from './leaks.ts'

/**
 * Fails each single case after which a process, a socket, a temporary folder or a handle of its session is left,
 * where the leak guard, which this comes after, looks at whole files. A run that several cases share has ended
 * before the first of them.
 */

/** How long the system may take to end what was told to end. */
const graceMs = 2_000

/** What holds a process, a socket or a thread. Timers and the like belong to the test runner, too. */
const handleTypes = /^(Pipe|TCP|Process|UDP|MessagePort|Worker)/

/** Told once: a leak must not fail every case after its own. */
const told = new Set<string>()
const watch = new ProcessWatch(process.env[markVariable] ?? '')
let ownHandles = new Map<string, number>()

beforeAll(async () => {
  // The bundler's service lives as long as this process: its handles are no case's.
  await transform('')
  ownHandles = countHandles()
})

afterEach(async () => {
  const deadline = performance.now() + graceMs
  let leaks = findLeaks()
  while (leaks.length > 0 && performance.now() < deadline) {
    await delay(10)
    leaks = findLeaks()
  }
  if (leaks.length === 0) return
  for (const leak of leaks) told.add(leak)
  ownHandles = countHandles()
  throw new Error(`This case left behind:\n  ${leaks.join('\n  ')}`)
})

function findLeaks(): string[] {
  return [...leftProcesses(), ...leftFiles(), ...leftHandles()].filter((leak) => !told.has(leak))
}

function leftProcesses(): string[] {
  return watch.find().map(({ pid, command }) => `process ${pid}: ${command.slice(0, 200)}`)
}

function leftFiles(): string[] {
  return readdirSync(tmpdir(), { withFileTypes: true })
    .filter((entry) => entry.name.startsWith('forkscope-') || entry.isSocket())
    .map((entry) => `file ${join(entry.parentPath, entry.name)}`)
}

function leftHandles(): string[] {
  return [...countHandles()]
    .filter(([type, count]) => count > (ownHandles.get(type) ?? 0))
    .map(([type, count]) => `${count - (ownHandles.get(type) ?? 0)} open ${type}`)
}

function countHandles(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo().filter((name) => handleTypes.test(name)))
    counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}
