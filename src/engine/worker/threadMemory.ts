import type { MessagePort } from 'node:worker_threads'

/**
 * Memory that the threads of one OS process share. Who makes a `SharedArrayBuffer` tells it under a number; any
 * thread of the process obtains it by that number. The process's keeper holds what is shared, so that obtaining
 * waits for no thread that computes; before there is a keeper there is no second thread.
 *
 *   share(id, buffer) ─▶ keeper ◀─ obtain(id) ─ another thread
 */

export type MemoryRequest =
  | { type: 'share'; id: number; buffer: SharedArrayBuffer }
  | { type: 'forget'; id: number }
  | { type: 'obtain'; request: number; id: number }

export interface MemoryAnswer {
  request: number
  buffer: SharedArrayBuffer | undefined
}

type Resolve = (buffer: SharedArrayBuffer | undefined) => void

/** What this thread has shared or obtained. */
const known = new Map<number, SharedArrayBuffer>()
const waiting = new Map<number, Resolve>()
let port: MessagePort | undefined
let nextRequest = 1

/**
 * Makes memory known to every thread of this OS process, from now on and as long as the process lives. Whoever
 * is told of the number afterwards, on whatever way, obtains the memory.
 *
 * @param id - the number of the shared object that it belongs to.
 */
export function share(id: number, buffer: SharedArrayBuffer): void {
  known.set(id, buffer)
  post({ type: 'share', id, buffer })
}

/** Takes it back: nobody obtains it any more. Whoever has it keeps it. */
export function forget(id: number): void {
  known.delete(id)
  post({ type: 'forget', id })
}

/** Resolves with the memory, or with undefined when no thread of this OS process shares such a number. */
export function obtain(id: number): Promise<SharedArrayBuffer | undefined> {
  const own = known.get(id)
  if (own || !port) return Promise.resolve(own)
  const asked = port
  return new Promise((resolve) => {
    const request = nextRequest++
    if (waiting.size === 0) asked.ref()
    waiting.set(request, (buffer) => {
      if (buffer) known.set(id, buffer)
      resolve(buffer)
    })
    post({ type: 'obtain', request, id })
  })
}

/** For the bootstrap: the way to the keeper. Keeps no thread alive, but while something is being obtained. */
export function connectMemory(keeper: MessagePort): void {
  port = keeper
  keeper.on('message', ({ request, buffer }: MemoryAnswer) => settle(request, buffer))
  // Without a keeper the process is at its end, or about to be told.
  keeper.on('close', () => {
    if (port !== keeper) return
    port = undefined
    for (const request of [...waiting.keys()]) settle(request, undefined)
  })
  keeper.unref()
  for (const [id, buffer] of known) post({ type: 'share', id, buffer })
}

function settle(request: number, buffer: SharedArrayBuffer | undefined): void {
  const resolve = waiting.get(request)
  waiting.delete(request)
  if (waiting.size === 0) port?.unref()
  resolve?.(buffer)
}

function post(request: MemoryRequest): void {
  port?.postMessage(request)
}

let ownSpace = 0

/** For the bootstrap. */
export function setMemorySpace(space: number): void {
  ownSpace = space
}

/**
 * A number of the OS process that this code runs in: the same in all of its threads, another in every other
 * process of the run. A reference that names the space of its home tells whether its memory can be obtained here.
 */
export function memorySpace(): number {
  return ownSpace
}

/** Whether memory of that space can be obtained here. */
export function sharesMemoryWith(space: number): boolean {
  return space === ownSpace
}
