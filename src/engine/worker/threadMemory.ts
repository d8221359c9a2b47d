import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'

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
  /** `signal`: becomes 1 when the answer is there. */
  | { type: 'obtain'; id: number; signal: Int32Array<SharedArrayBuffer> }

export interface MemoryAnswer {
  id: number
  buffer: SharedArrayBuffer | undefined
}

/** The keeper answers at once; one that does not is about to end with its process. */
const limitMs = 5_000

/** What this thread has shared or obtained. */
const known = new Map<number, SharedArrayBuffer>()
let port: MessagePort | undefined

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

/**
 * The memory, or undefined when no thread of this OS process shares such a number. Waits for the keeper alone: so what
 * a program does with memory it has just received is done when it ends in the next line.
 */
export function obtain(id: number): SharedArrayBuffer | undefined {
  const own = known.get(id)
  if (own || !port) return own
  const signal = new Int32Array(new SharedArrayBuffer(4))
  port.postMessage({ type: 'obtain', id, signal } satisfies MemoryRequest)
  Atomics.wait(signal, 0, 0, limitMs)
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    const answer = next.message as MemoryAnswer
    if (answer.buffer) known.set(answer.id, answer.buffer)
  }
  return known.get(id)
}

/** For the bootstrap: the way to the keeper. Keeps no thread alive. */
export function connectMemory(keeper: MessagePort): void {
  port = keeper
  // Without a keeper the process is at its end, or about to be told.
  keeper.on('close', () => (port = undefined))
  keeper.unref()
  for (const [id, buffer] of known) post({ type: 'share', id, buffer })
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
