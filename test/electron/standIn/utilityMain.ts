import { EventEmitter } from 'node:events'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded first in a stand-in of a utility process: gives it `process.parentPort`, and takes from it what a
 * utility process has not.
 */
class ParentPort extends EventEmitter {
  readonly #send: (message: unknown) => void

  constructor(send: (message: unknown) => void) {
    super()
    this.#send = send
  }

  postMessage(message: unknown): void {
    this.#send(message)
  }
}

// Its threads load this too, as they inherit its arguments.
if (isMainThread) becomeUtility()

function becomeUtility(): void {
  const port = new ParentPort(process.send!.bind(process) as (message: unknown) => void)
  process.on('message', (data) => port.emit('message', { data, ports: [] }))
  // Only a process that listens to its parent stays alive for it.
  process.channel?.unref()
  port.on('newListener', (event) => {
    if (event === 'message') process.channel?.ref()
  })
  // A utility process dies with its app.
  process.on('disconnect', () => process.exit(0))
  Object.defineProperty(process, 'parentPort', { value: port })
  Object.defineProperty(process, 'send', { value: undefined })
  Object.defineProperty(process, 'type', { value: 'utility' })
}
