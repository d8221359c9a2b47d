import { userInfo } from 'node:os'
import type { ProcessState } from '../../shared/machine.ts'
import type { EndRights } from '../processRules.ts'
import type { SystemInformation, SystemProcess } from './systemInformation.ts'

/**
 * The process list of `systeminformation` in the monitor's words. The list costs a fifth of a second of CPU
 * in other programs, and its package answers from memory for half a second.
 */

const states: Readonly<Record<string, ProcessState>> = {
  running: 'running',
  ready: 'running',
  growing: 'running',
  sleeping: 'sleeping',
  blocked: 'disk-sleep',
  paging: 'disk-sleep',
  stopped: 'stopped',
  'suspended blocked': 'stopped',
  'suspended ready': 'stopped',
  zombie: 'zombie',
}

export function stateOf(process: Pick<SystemProcess, 'state'>): ProcessState {
  return Object.hasOwn(states, process.state) ? (states[process.state] ?? 'other') : 'other'
}

/** Start in Unix seconds; 0 where the system tells none. The package writes local time, to the second. */
export function startSecondsOf(process: Pick<SystemProcess, 'started'>): number {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(process.started)
  if (!match) return 0
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const atMs = new Date(year, month - 1, day, hour, minute, second).getTime()
  return Number.isNaN(atMs) ? 0 : Math.max(0, Math.round(atMs / 1000))
}

/** The list has names instead of uids; only the user's own can be told from it. */
export function uidsOf(process: Pick<SystemProcess, 'user'>, rights: EndRights): EndRights['uids'] {
  return rights.uids !== null && process.user === ownName() ? rights.uids : null
}

function ownName(): string | null {
  try {
    return userInfo().username
  } catch {
    return null
  }
}

/** Percent of one core. On Windows the package gives the share of the whole machine. */
export function cpuPercentOf(
  process: Pick<SystemProcess, 'cpu'>,
  platform: NodeJS.Platform,
  cores: number,
): number {
  const percent = Number.isFinite(process.cpu) ? Math.max(0, process.cpu) : 0
  return platform === 'win32' ? percent * cores : percent
}

/** The system dates a start as "now minus its age", both in whole seconds: it wavers by that much. */
export const startToleranceSeconds = 2

/**
 * Start times that stay as they were first seen, although the system's figure wavers by a second or two from
 * list to list. A difference beyond that is another process with the same pid.
 */
export class SteadyStarts {
  #known = new Map<number, number>()

  /** Takes a whole list and forgets processes that are not in it. */
  update(list: readonly SystemProcess[]): ReadonlyMap<number, number> {
    const next = new Map<number, number>()
    for (const process of list) {
      const seconds = startSecondsOf(process)
      const before = this.#known.get(process.pid)
      const isSame = before !== undefined && Math.abs(before - seconds) <= startToleranceSeconds
      next.set(process.pid, isSame ? before : seconds)
    }
    this.#known = next
    return next
  }
}

/** The package answers from memory within this time after a list was made, whoever asked for it. */
const packageCachesForMs = 500
const listedAtMs = new WeakMap<SystemInformation, number>()

export async function listProcesses(
  load: () => Promise<SystemInformation>,
): Promise<readonly SystemProcess[]> {
  const system = await load()
  const { list } = await system.processes()
  listedAtMs.set(system, performance.now())
  return list
}

/** A list that is made now: waits, half a second at most, until the package would make a new one. */
export async function listProcessesAfresh(
  load: () => Promise<SystemInformation>,
): Promise<readonly SystemProcess[]> {
  const system = await load()
  const waitMs = (listedAtMs.get(system) ?? Number.NEGATIVE_INFINITY) + packageCachesForMs - performance.now()
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
  return listProcesses(load)
}
