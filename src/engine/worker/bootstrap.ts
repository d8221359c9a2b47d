import { readlinkSync } from 'node:fs'
import { Socket } from 'node:net'
import { isMainThread, workerData, type MessagePort } from 'node:worker_threads'
import { bootstrapName } from '../processes/launcher.ts'
import { readyByte, standbyDescriptor, standbyName, takenByte } from '../processes/standbyChannel.ts'

/** What the session hands to every process that it starts. */
export interface Bootstrap {
  address: string
  key: string
  processId: number
}

/** What a thread of a run is started with. */
export interface ThreadData {
  /** As in a process's environment. */
  bootstrap: string
  /** For `threadMemory`. */
  memory: MessagePort
}

/** Undefined in a process's main thread. */
export function threadData(): ThreadData | undefined {
  return isMainThread ? undefined : (workerData as ThreadData)
}

/** The system's number of this thread; null where it does not tell. */
export function threadNumber(): number | null {
  try {
    return Number(/\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0] ?? NaN) || null
  } catch {
    return null
  }
}

/** Reads the bootstrap and takes it out of the environment: a process that the program starts must not act as this one. */
export function takeBootstrap(): Bootstrap {
  const text = process.env[bootstrapName]
  delete process.env[bootstrapName]
  if (text === undefined)
    throw new Error('This file starts processes of a run; use `forkscope run <program>`.')
  return JSON.parse(text) as Bootstrap
}

/**
 * Where the process was started ahead: gets ready and waits until it is needed. One that is not needed ends here.
 *
 * @returns what `getReady` did, or undefined where the process is needed at once.
 */
export async function standBy<T>(getReady: (address: string) => Promise<T>): Promise<T | undefined> {
  const address = process.env[standbyName]
  if (address === undefined) return undefined
  delete process.env[standbyName]
  process.title = 'forkscope standby'
  const ready = await getReady(address)
  const channel = new Socket({ fd: standbyDescriptor })
  channel.write(readyByte)
  const line = await firstLine(channel)
  if (line === undefined) process.exit(0)
  channel.end(takenByte)
  channel.unref()
  Object.assign(process.env, JSON.parse(line))
  return ready
}

/** Undefined when the other end was closed without one. */
function firstLine(channel: Socket): Promise<string | undefined> {
  let text = ''
  channel.setEncoding('utf8')
  return new Promise((resolve) => {
    channel.on('data', (piece: string) => {
      text += piece
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    channel.on('error', () => resolve(undefined))
    channel.on('close', () => resolve(undefined))
  })
}

/** Output is written before the next line runs, so that nothing is lost when the process ends. */
export function makeOutputSynchronous(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const handle = (stream as unknown as { _handle?: { setBlocking?(isBlocking: boolean): void } })._handle
    handle?.setBlocking?.(true)
  }
}
