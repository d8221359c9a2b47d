import { workerData, type MessagePort } from 'node:worker_threads'
import { connectPart } from '../wire/connectPart.ts'
import type { Bootstrap } from '../worker/bootstrap.ts'
import { MemoryRegistry } from './memoryRegistry.ts'
import { Threads } from './threads.ts'

/**
 * The keeper: the one thread of an OS process that starts and ends those that run the program, and holds what they
 * share; see `wire/threadOperations.ts`. None of the program's code runs in it, so that a thread can be started,
 * ended and handed memory while every other thread of the process computes.
 */

export interface KeeperData {
  bootstrap: Bootstrap
  /** Of the process's main thread. */
  memory: MessagePort
}

const { bootstrap, memory } = workerData as KeeperData
const registry = new MemoryRegistry()
registry.connect(memory)
const threads = new Threads(registry, (report) => {
  socket.post(report)
  socket.flush()
})
const socket = await connectPart(bootstrap, 'keeper', {
  onMessages: (messages) => {
    for (const { operation } of messages) {
      if (operation.op === 'thread.launch') threads.launch(operation)
      else if (operation.op === 'thread.kill') threads.kill(operation.processId, operation.signal)
    }
  },
  // The run is over; its threads end with their keeper.
  onClose: () => process.exit(),
})
