import { EventEmitter } from 'node:events'

/**
 * Loaded first in a stand-in of a utility process: gives it `process.parentPort`, and takes from it what a
 * utility process has not.
 */
class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    send(message)
  }
}

const send = process.send!.bind(process)
const port = new ParentPort()
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
