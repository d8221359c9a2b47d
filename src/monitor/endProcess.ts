import { UserError } from '../shared/errors.ts'
import { parseHandle, type ProcessIdentity } from './processHandle.ts'
import { canEnd, type EndRights, ownRights } from './processRules.ts'
import { ProcLookUp } from './proc/procLookUp.ts'
import type { FoundProcess, ProcessLookUp } from './processLookUp.ts'
import { SystemLookUp } from './system/systemLookUp.ts'
import { loadSystemInformation } from './system/systemInformation.ts'

/** SIGTERM asks, SIGKILL forces. On Windows both force. */
export const endSignals = ['SIGTERM', 'SIGKILL'] as const
export type EndSignal = (typeof endSignals)[number]

export interface EndProcessOptions {
  /** Further processes of Forkscope itself; its host is never ended. */
  isOwn?: (pid: number) => boolean
  /** Default: `/proc` on Linux, else a fresh list of the package `systeminformation`. */
  lookUp?: ProcessLookUp
  /** Default `process.kill`. */
  kill?: (pid: number, signal: EndSignal) => void
  rights?: EndRights
}

/**
 * Ends the very process that a handle names. Resolves when the signal was sent, not when it has ended.
 *
 * Its start time is read again right before, on Linux in the very line before. Node has no `pidfd`, so
 * between that look and the `kill` a window of some microseconds stays: the process would have to end, be
 * collected, and its pid be given away again in it, for which the kernel goes through all other pids first.
 * Elsewhere the look is a list of processes that takes the system a fraction of a second.
 *
 * @param handle - a row's `handle`; anything else is refused.
 * @throws UserError `refused` when it is another process by now, or not to be ended by this user;
 *   `not-found` when it has ended.
 */
export async function endProcess(
  handle: string,
  signal: EndSignal,
  options: EndProcessOptions = {},
): Promise<void> {
  const identity = parseHandle(handle)
  checkSignal(signal)
  const rights = options.rights ?? ownRights(options.isOwn)
  if (rights.isOwn(identity.pid)) {
    throw refused(
      `Process ${identity.pid} is Forkscope itself: close its window, or stop its command, instead.`,
    )
  }
  const lookUp = options.lookUp ?? createLookUp()
  const found = await lookUp.find(identity.pid)
  checkFound(identity, found, lookUp.startTolerance, rights)
  if (!lookUp.isStill(identity)) throw ended(identity.pid)
  send(identity.pid, found, signal, options.kill ?? ((pid, name) => void process.kill(pid, name)))
}

function createLookUp(): ProcessLookUp {
  return process.platform === 'linux' ? new ProcLookUp() : new SystemLookUp(loadSystemInformation)
}

function checkSignal(signal: string): void {
  if (endSignals.some((known) => known === signal)) return
  throw refused(`${JSON.stringify(signal)} is not a signal that ends a process: use SIGTERM or SIGKILL.`)
}

function checkFound(
  { pid, startTime }: ProcessIdentity,
  found: FoundProcess | null,
  startTolerance: number,
  rights: EndRights,
): asserts found is FoundProcess {
  if (found === null) throw ended(pid)
  if (Math.abs(found.startTime - startTime) > startTolerance) {
    const started = found.startedAt > 0 ? `, started ${new Date(found.startedAt).toISOString()}` : ''
    throw refused(
      `Process ${pid} has ended; its pid now belongs to another process (${found.name}${started}), so nothing was ended: look at the table again.`,
    )
  }
  if (found.isZombie) {
    throw refused(
      `Process ${pid} (${found.name}) has already ended and waits for its parent ${found.parentPid} to collect it: end the parent to remove it.`,
    )
  }
  if (found.isKernelThread) {
    throw refused(`Process ${pid} (${found.name}) is a part of the kernel and cannot be ended.`)
  }
  if (!canEnd({ pid, ...found }, rights)) throw notAllowed(pid, found)
}

function send(
  pid: number,
  found: FoundProcess,
  signal: EndSignal,
  kill: (pid: number, signal: EndSignal) => void,
): void {
  try {
    kill(pid, signal)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ESRCH') throw ended(pid)
    if (code === 'EPERM' || code === 'EACCES') throw notAllowed(pid, found)
    throw error
  }
}

const refused = (message: string): UserError => new UserError('refused', message)

function ended(pid: number): UserError {
  return new UserError('not-found', `Process ${pid} has already ended: there is nothing left to do.`)
}

function notAllowed(pid: number, { name, user }: FoundProcess): UserError {
  const owner = user === '' ? 'another user' : `the user ${user}`
  return refused(
    `Process ${pid} (${name}) belongs to ${owner} and you may not end it: ask them, or use an account that may.`,
  )
}
