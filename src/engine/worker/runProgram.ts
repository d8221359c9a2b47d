import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import type { WireError } from '../../shared/errors.ts'
import { MultiprocessingError, NotExportedError } from '../errors.ts'
import { client as ownClient, type Client } from '../library/client.ts'
import { directSendsSettled } from '../library/directSends.ts'
import { endChildren } from '../library/children.ts'
import { becomeProcess, constructSelf, setCurrentProcess } from '../library/currentProcess.ts'
import { inheritLogging, ownLog, shareLogging } from '../library/logging.ts'
import { Process } from '../library/process.ts'
import { beginImport, findExport, findFunction, registerProgram } from '../library/program.ts'
import { setStartMethods } from '../library/startMethods.ts'
import { revive } from '../library/sharedReferences.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { Welcome } from '../wire/operations.ts'
import { describeUnsendable } from './describeResult.ts'
import { programFrames } from './programFrames.ts'
import { describeThrown } from './thrown.ts'

/** Imports the program and runs `main`, or a process's target, to its end. */

type AnyFunction = (...args: unknown[]) => unknown

export async function importProgram(welcome: Welcome): Promise<void> {
  const { name, identity: numbers, daemon, runStartMethod, parent, programFile, programName, role } = welcome
  const startMethod = role === 'main' ? runStartMethod : welcome.startMethod
  // A manager ends with its creator, and may have children all the same.
  becomeProcess({ name, numbers, daemon: daemon && role !== 'manager', startMethod }, parent)
  setStartMethods(welcome.startMethods, role !== 'main')
  if (welcome.logging) inheritLogging(welcome.logging)
  shareLogging((settings) => ownClient().post({ op: 'logging', settings }))
  beginImport(programName)
  registerProgram((await import(pathToFileURL(programFile).href)) as Record<string, unknown>)
}

/** Runs the program's part of this process; resolves with the exit code. */
export async function runToEnd(welcome: Welcome, items: ItemRun, client: Client): Promise<number> {
  let error: WireError | null = null
  let result: unknown
  const isMain = welcome.role === 'main'
  try {
    await importProgram(welcome)
    client.post({ op: 'ready' })
    // Now: a program that computes from its first line on gives no later chance.
    client.flush()
    result = isMain ? await runMain(items) : await runTarget(welcome, items)
  } catch (thrown) {
    error = describeThrown(thrown)
    process.stderr.write(report(welcome, thrown))
  }
  // A run whose main program failed ends at once: what it has started may wait for it for ever.
  if (!error || !isMain) {
    ownLog.info('process shutting down')
    await endChildren()
    await client.sent()
    await directSendsSettled()
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

async function runTarget({ target: name, className }: Welcome, items: ItemRun): Promise<void> {
  const [args, fields] = decodeRun(items, revive) as [unknown[], object | undefined]
  const target = name === null ? undefined : findFunction(name)
  const Class = className === null ? Process : (findExport(className) as typeof Process)
  const instance = Object.assign(constructSelf(Class, { target, args }), fields)
  setCurrentProcess(instance)
  ownLog.info('child process calling self.run()')
  try {
    await instance.run()
  } catch (error) {
    throw className === null ? error : withHint(error, className)
  }
}

/** A subclass's private members are made by its constructor, which does not run in the new process. */
function withHint(error: unknown, className: string): unknown {
  if (!(error instanceof TypeError) || !/private |must be an instance of class/.test(error.message))
    return error
  return new TypeError(
    `${error.message}. Private (#) members of ${className} do not come along into its process: use fields without #.`,
    { cause: error },
  )
}

function postOutcome(client: Client, result: unknown, error: WireError | null): void {
  try {
    client.post({ op: 'outcome', error, n: 1 }, [encodeValue(result, 'result')])
  } catch {
    // The report describes what cannot be sent; the run has still completed.
    client.post({ op: 'outcome', error, n: 1 }, [encodeValue(describeUnsendable(result), 'result')])
  }
}

/**
 * An error outside of what is awaited ends the process, as in any Node program, unless the program handles it
 * itself. Node prints it; this says whose it is.
 */
export function reportUncaught(client: Client, welcome: Welcome | undefined, error: unknown): void {
  if (process.listenerCount('uncaughtException') > 0) return
  postOutcome(client, undefined, describeThrown(error))
  // Node prints the errors of processes; those of threads are left to us.
  if (welcome) process.stderr.write(isMainThread ? title(welcome) : report(welcome, error))
}

/** As CPython: the process's name, then the error. One that says what to do needs no stack. */
function report(welcome: Welcome, thrown: unknown): string {
  const isMistake =
    thrown instanceof MultiprocessingError && (thrown.code === 'not-exported' || thrown.code === 'bootstrap')
  const text = isMistake ? `${thrown.name}: ${thrown.message}` : programFrames(inspect(thrown))
  return `${title(welcome)}${text}\n`
}

function title({ name, role }: Welcome): string {
  return role === 'main' ? '' : `Process ${name}:\n`
}
