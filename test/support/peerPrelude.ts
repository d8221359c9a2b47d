import { prelude } from './programPrelude.ts'

/**
 * Begins the text of a program that has another process do things: `const peer = await startPeer()`, then
 * `peer.call(lock, 'acquire')` gives what that process got, or the name of the error.
 *
 * `peer.reached()` resolves when everything that the peer was told before has been asked of the broker: what it has
 * to wait for waits then.
 */
export const peerPrelude = `${prelude}
const { Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, Barrier } = mp
export async function obey(commands, answers) {
  for await (const [id, object, method, args] of commands) {
    const answer = async () => object === null ? args[0] : object[method](...args)
    answer().then((value) => answers.put([id, value]), (error) => answers.put([id, error.name]))
  }
}
const range = (count) => Array.from({ length: count }, (_, n) => n)
async function startPeer(name = 'peer') {
  const commands = new Queue(), answers = new Queue(), waiting = new Map()
  const process = new Process({ target: obey, args: [commands, answers], name })
  await process.start()
  let count = 0
  const reading = (async () => {
    for await (const [id, value] of answers) waiting.get(id)(value)
  })()
  const call = (object, method, ...args) => {
    const id = count++
    commands.put([id, object, method, args])
    return new Promise((resolve) => waiting.set(id, resolve))
  }
  const end = async () => {
    await process.join()
    await answers.close()
    await reading
  }
  return {
    process, call, pid: process.pid,
    reached: () => call(null, '', 'reached'),
    stop: async () => { await commands.close(); await end() },
    kill: async () => { await process.kill(); await end() },
  }
}
`
