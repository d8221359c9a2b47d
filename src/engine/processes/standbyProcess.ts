import type { Readable, Writable } from 'node:stream'
import { launchedProcess, spawnNode } from './childProcessLauncher.ts'
import type { LaunchedProcess, Preparation } from './launcher.ts'
import { readyByte, standbyDescriptor, standbyName, takenByte } from './standbyChannel.ts'

/** A process that is kept ready, as its launcher sees it. */
export interface StandbyProcess extends LaunchedProcess {
  /** Resolves with whether it got as far as waiting. */
  readonly ready: Promise<boolean>
  /** Tells it to go on. Resolves with whether it does; if not, it was gone already, or goes before it has begun. */
  hand(additions: Record<string, string>): Promise<boolean>
  /** Resolves when it is gone, or never was. */
  readonly gone: Promise<void>
}

/** Starts a child process that loads what every process of a run needs, and waits. */
export function startStandbyProcess(preparation: Preparation): StandbyProcess {
  const env = { ...preparation.env, [standbyName]: preparation.address }
  const child = spawnNode({ ...preparation, env }, ['ignore', 'pipe', 'pipe', 'pipe'])
  const launched = launchedProcess(child)
  const channel = child.stdio[standbyDescriptor] as (Readable & Writable) | null | undefined
  // Heard here from the start: it may be over before anybody asks.
  const exit = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    launched.onExit((exitCode, signal) => resolve([exitCode, signal])),
  )
  const gone = launched.started.then(
    () => exit.then(() => {}),
    () => {},
  )
  const { ready, taken } = milestones(channel)
  return {
    ...launched,
    ready,
    gone,
    onExit: (listener) => void exit.then((facts) => listener(...facts)),
    hand: (additions) => {
      if (channel?.writable) channel.write(`${JSON.stringify(additions)}\n`)
      return taken
    },
  }
}

/** Not by the exit: what it said before is read before the pipe's end is seen, but perhaps after the exit. */
function milestones(channel: Readable | null | undefined): {
  ready: Promise<boolean>
  taken: Promise<boolean>
} {
  if (!channel) return { ready: Promise.resolve(false), taken: Promise.resolve(false) }
  let isReady!: (is: boolean) => void
  let isTaken!: (is: boolean) => void
  const ready = new Promise<boolean>((resolve) => (isReady = resolve))
  const taken = new Promise<boolean>((resolve) => (isTaken = resolve))
  channel.on('data', (bytes: Buffer) => {
    const said = bytes.toString('latin1')
    if (said.includes(readyByte)) isReady(true)
    if (said.includes(takenByte)) isTaken(true)
  })
  channel.on('error', () => {})
  channel.on('close', () => {
    isReady(false)
    isTaken(false)
  })
  return { ready, taken }
}
