import { NotExportedError, Process, Queue } from 'multiprocessing'
import { putSquare } from './squares.ts'

export { putSquare } from './squares.ts'

/** Workers find a function of another module when the program exports it on, and only then. */

async function hidden(): Promise<void> {}

export async function main() {
  const squares = new Queue<number>()
  const worker = new Process({ target: putSquare, args: [7, squares] })
  await worker.start()
  await worker.join()
  const error: unknown = await new Process({ target: hidden }).start().catch((reason: unknown) => reason)
  return {
    square: await squares.get(),
    isNotExported: error instanceof NotExportedError,
    message: error instanceof Error ? error.message : '',
  }
}
