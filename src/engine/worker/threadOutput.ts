import { Writable } from 'node:stream'
import { ItemRun } from '../values/itemRun.ts'
import { itemKinds } from '../values/item.ts'
import { encodeFrame } from '../wire/frame.ts'
import { connectPart, type Caller } from '../wire/connectPart.ts'

/**
 * A thread's stdout and stderr. Node's own go through the thread that started it, which may be busy, and keep what
 * it has not taken; these go to the session on a socket of their own, and a write returns when the kernel has it:
 * nothing is lost when the thread is ended in the middle of a loop, and one that prints without end waits.
 */
export async function connectOutput(caller: Caller): Promise<void> {
  let welcomed!: () => void
  const isWelcome = new Promise<void>((resolve) => (welcomed = resolve))
  const socket = await connectPart(caller, 'output', {
    onMessages: () => welcomed(),
    onClose: () => welcomed(),
  })
  // Until then its end could be seen before its beginning.
  await isWelcome
  socket.unref()
  for (const name of ['stdout', 'stderr'] as const) {
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        for (let at = 0; at < chunk.length; at += longestPiece)
          socket.writeNow(frameOf(name, chunk.subarray(at, at + longestPiece)))
        done()
      },
      // As those of a process: a program cannot close them.
      destroy: (_error, done) => done(null),
    })
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => output })
  }
}

/** A thread that is ended while it waits for the kernel loses no more than this. */
const longestPiece = 64 * 1024

function frameOf(stream: 'stdout' | 'stderr', bytes: Buffer): Buffer {
  const item = { kind: itemKinds.bytes, text: undefined, bytes, references: undefined }
  return Buffer.concat(
    encodeFrame([{ operation: { op: 'thread.output', stream, n: 1 }, items: ItemRun.pack([item]) }]),
  )
}
