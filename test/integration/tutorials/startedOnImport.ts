import { Process } from 'multiprocessing'

/** Starts a process whenever it is imported, so in every worker too: the mistake that a main guard prevents. */

export function work(): void {
  console.log('worked')
}

await new Process({ target: work }).start()

export function main(): void {}
