import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { toWireError, type WireError } from '../../shared/errors.ts'
import { MultiprocessingError, NotExportedError } from '../errors.ts'
import type { Client } from '../library/client.ts'
import { becomeProcess, constructSelf, endChildren, Process } from '../library/process.ts'
import { beginImport, findExport, registerProgram } from '../library/program.ts'
import { revive } from '../library/sharedReferences.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { Welcome } from '../wire/operations.ts'

/** Imports the program and runs `main`, or a process's target, to its end. */

type AnyFunction = (...args: unknown[]) => unknown

export async function importProgram(welcome: Welcome): Promise<void> {
  const { name, identity, daemon, startMethod, runStartMethod, parent, programFile, programName, role } =
    welcome
  const own = role === 'main' ? runStartMethod : startMethod
  becomeProcess({ name, identity, daemon, startMethod: own }, parent)
  // The main program may start processes while it is imported; nobody else may.
  beginImport(programName, role !== 'main')
  registerProgram((await import(pathToFileURL(programFile).href)) as Record<string, unknown>)
}

/** Runs the program's part of this process; resolves with the exit code. */
export async function runToEnd(welcome: Welcome, items: ItemRun, client: Client): Promise<number> {
  let error: WireError | null = null
  let result: unknown
  client.hold()
  try {
    await importProgram(welcome)
    client.post({ op: 'ready' })
    client.release()
    result = welcome.role === 'main' ? await runMain(items) : await runTarget(welcome, items)
    await endChildren()
  } catch (thrown) {
    error = describe(thrown)
    process.stderr.write(report(welcome, thrown))
  }
  postOutcome(client, result, error)
  return error ? 1 : 0
}

async function runMain(items: ItemRun): Promise<unknown> {
  const [params] = decodeRun(items, revive)
  const main = findMain()
  return main(params)
}

function findMain(): AnyFunction {
  try {
    const main = findExport('main')
    if (typeof main === 'function') return main as AnyFunction
  } catch {
    // Told below, with what to do.
  }
  throw new NotExportedError(
    "The program has no exported function 'main'. Write: export async function main() { … }",
  )
}

async function runTarget(welcome: Welcome, items: ItemRun): Promise<void> {
  const [payload] = decodeRun(items, revive)
  if (welcome.className === null) {
    const target = welcome.target === null ? undefined : (findExport(welcome.target) as AnyFunction)
    const instance = constructSelf(Process, { target, args: payload as unknown[] })
    becomeSelf(welcome, instance)
    await instance.run()
    return
  }
  const Class = findExport(welcome.className) as typeof Process
  const { fields, target, args } = payload as { fields: object; target: string | null; args: unknown[] }
  const instance = constructSelf(Class, {
    target: target === null ? undefined : (findExport(target) as AnyFunction),
    args,
  })
  Object.assign(instance, fields)
  becomeSelf(welcome, instance)
  await instance.run()
}

function becomeSelf({ name, identity, daemon, startMethod, parent }: Welcome, instance: Process): void {
  becomeProcess({ name, identity, daemon, startMethod }, parent, instance)
}

function postOutcome(client: Client, result: unknown, error: WireError | null): void {
  try {
    client.post({ op: 'outcome', error, n: 1 }, [encodeValue(result, 'result')])
  } catch {
    // The report describes what cannot be sent; the run has still completed.
    client.post({ op: 'outcome', error, n: 1 }, [
      encodeValue(inspect(result, { depth: 4 }).slice(0, 10_000), 'result'),
    ])
  }
}

/** An error outside of what is awaited ends the process, as in any Node program; the report names it. */
export function reportUncaught(client: Client, error: unknown): void {
  postOutcome(client, undefined, describe(error))
}

function describe(thrown: unknown): WireError {
  return thrown instanceof Error
    ? toWireError(thrown)
    : { name: 'Error', message: `thrown: ${inspect(thrown)}` }
}

/** As CPython: the process's name, then the stack. An error that says what to do needs no stack of ours. */
function report({ name, role }: Welcome, thrown: unknown): string {
  const title = role === 'main' ? '' : `Process ${name}:\n`
  const isMistake =
    thrown instanceof MultiprocessingError && (thrown.code === 'not-exported' || thrown.code === 'bootstrap')
  const text = isMistake ? `${thrown.name}: ${thrown.message}` : inspect(thrown)
  return `${title}${text}\n`
}

/** What a process says before it ends in order. */
export async function sayGoodbye(client: Client): Promise<void> {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  client.post({ op: 'goodbye', cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakRssBytes: maxRSS * 1_024 })
  await client.drained()
}
