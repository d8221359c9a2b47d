import { ownLog } from './logging.ts'

/**
 * The processes that this one has started and that live. A child enters when the broker tells its number, and
 * leaves when the broker tells its end.
 */

/** Daemons that ignore SIGTERM are killed this long after their parent has asked them to end. */
const daemonGraceMs = 2_000

/** What ending the children needs of a `Process`. */
export interface Child {
  readonly name: string
  readonly daemon: boolean
  join(timeoutMs?: number): Promise<boolean>
  terminate(): Promise<void>
  kill(): Promise<void>
}

const children = new Map<number, Child>()
const starting = new Set<Promise<void>>()

export interface ChildEnd {
  exitCode: number | null
  signal: string | null
}

/** Ends that were told before the start was: with its answer, in one message. */
const earlyEnds = new Map<number, ChildEnd>()

/** The children that live. */
export function livingChildren(): Child[] {
  return [...children.values()]
}

/** Notes a start that is under way, so that the end of this process waits for it. */
export function noteStart(start: Promise<void>): void {
  starting.add(start)
  const forget = (): void => {
    starting.delete(start)
    if (starting.size === 0) earlyEnds.clear()
  }
  start.then(forget, forget)
}

/** @returns its end, when it has ended already. */
export function addChild(processId: number, child: Child): ChildEnd | undefined {
  const end = earlyEnds.get(processId)
  earlyEnds.delete(processId)
  if (!end) children.set(processId, child)
  return end
}

/** @returns the child that has ended, when its start is known already. */
export function removeChild(processId: number, end: ChildEnd): Child | undefined {
  const child = children.get(processId)
  // While nothing starts it is the end of what is no `Process`, such as a pool's worker.
  if (!child && starting.size > 0) earlyEnds.set(processId, end)
  children.delete(processId)
  return child
}

let isJoiningAtEnd = false

/** Whether it is the end of this process that joins, and not the program. */
export function isJoinOfTheEnd(): boolean {
  return isJoiningAtEnd
}

/** As a process ends in order: its daemons are ended, its other children awaited. */
export async function endChildren(): Promise<void> {
  await Promise.allSettled(starting)
  const daemons = livingChildren().filter(({ daemon }) => daemon)
  const others = livingChildren().filter(({ daemon }) => !daemon)
  for (const { name } of daemons) ownLog.info('calling terminate() for daemon %s', name)
  await Promise.all(daemons.map((daemon) => daemon.terminate()))
  for (const { name } of others) ownLog.info('calling join() for process %s', name)
  isJoiningAtEnd = true
  const ends = others.map((child) => child.join())
  isJoiningAtEnd = false
  await Promise.all(ends)
  await Promise.all(daemons.map(endDaemon))
}

async function endDaemon(daemon: Child): Promise<void> {
  if (await daemon.join(daemonGraceMs)) return
  await daemon.kill()
  await daemon.join()
}
