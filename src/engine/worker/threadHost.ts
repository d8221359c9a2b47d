import { MessageChannel, SHARE_ENV, Worker } from 'node:worker_threads'
import type { KeeperData } from '../keeper/entry.ts'
import type { Bootstrap } from './bootstrap.ts'
import { connectMemory } from './threadMemory.ts'

/**
 * In the main thread of a process whose first thread is asked for: starts the keeper. It keeps the process alive
 * no longer than the program does.
 *
 * @param onGone - it has ended before the process; no thread is left then.
 */
export function startKeeper(entry: string, bootstrap: Bootstrap, onGone: (message: string) => void): void {
  const { port1, port2 } = new MessageChannel()
  const data: KeeperData = { bootstrap, memory: port2 }
  let failure: string | undefined
  try {
    const keeper = new Worker(entry, {
      name: 'forkscope keeper',
      workerData: data,
      transferList: [port2],
      env: SHARE_ENV,
    })
    keeper.unref()
    keeper.on('error', (error) => (failure = (error as Error).message))
    keeper.on('exit', (code) => onGone(failure ?? `its keeper ended with code ${code}`))
    connectMemory(port1)
  } catch (error) {
    onGone((error as Error).message)
  }
}
