import { fork, type ChildProcess, type SerializationType } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Forks a file of this folder, without any library between. */
export function forkBaseline(file: string, serialization: SerializationType = 'json'): ChildProcess {
  return fork(fileURLToPath(new URL(`./${file}`, import.meta.url)), { serialization })
}

/** Resolves with the next message. Rejects when the child ends instead. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController()
  const end = once(child, 'exit', { signal: ended.signal }).then(([code, signal]) => {
    throw new Error(`the child ended with ${String(code ?? signal)} instead of answering`)
  })
  end.catch(() => undefined)
  try {
    const [message] = await Promise.race([once(child, 'message'), end])
    return message
  } finally {
    ended.abort()
  }
}

/** Closes the channel, which ends a child that has nothing else to do, and waits until it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.disconnect()
  await exited
}
