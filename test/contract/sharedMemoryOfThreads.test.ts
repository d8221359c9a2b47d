import { describe } from 'vitest'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/**
 * Memory that threads of one process share, used by other processes: it is always right, only slower. Not a case for
 * each start method: it takes two of them.
 */
describe('Shared memory of threads', () => {
  const { it } = sharedRun(
    'spawn',
    `${prelude}
    const { SharedValue, SharedArray, RawArray, Lock, getContext } = mp
    export async function use(q, value, array) {
      for (let n = 0; n < 500; n++) value.add(1)
      const told = [value.isSharedMemory, (await array.view()) === undefined, await array.toArray(), [...(await array.getRange(-2))]]
      await array.setRange(1, [20n, 30n])
      await array.set(0, -1n)
      await q.put([...told, await array.add(2, 5n), array.getLock() instanceof Lock])
    }
    export async function addMany(value) { for (let n = 0; n < 500; n++) await value.add(1); return value.isSharedMemory }
    export async function useAndTell(q, value) { await q.put(await addMany(value)) }
    export async function own(q, gate) {
      const array = new SharedArray('int32', [1, 2, 3], { startMethod: 'thread' })
      await q.put(array)
      await gate.get()
    }
    export async function ownByThread(q, gate) {
      const p = new Process({ target: makeInThread, args: [q], startMethod: 'thread' })
      await p.start()
      await p.join()
      await gate.get()
    }
    export async function makeInThread(q) { await q.put(new SharedArray('int32', [1, 2, 3])) }
    export async function compute(q) {
      await q.put(new RawArray('int32', 1, { startMethod: 'thread' }))
      for (;;);
    }
    async function start(target, args, startMethod = 'spawn') {
      const p = new Process({ target, args, startMethod })
      await p.start()
      return p
    }`,
  )

  it(
    'is used by a process that does not share it',
    `const q = new Queue(), context = getContext('thread'), value = new context.SharedValue('float64', 1), array = new context.SharedArray('int64', [1n, 2n, 3n])
    const p = await start(use, [q, value, array])
    for (let n = 0; n < 500; n++) await value.add(1)
    const told = await q.get()
    await p.join()
    return [told, await value.get(), await array.toArray(), value.isSharedMemory, value instanceof SharedValue && value instanceof context.SharedValue]`,
    [[false, true, [1n, 2n, 3n], [2n, 3n], 35n, true], 1_001, [-1n, 20n, 35n], true, true],
  )

  it(
    'loses nothing that threads and processes add at the same time',
    `const q = new Queue(), value = new SharedValue('float32', 0, { startMethod: 'thread' })
    const processes = [await start(useAndTell, [q, value]), await start(useAndTell, [q, value], 'thread')]
    await addMany(value)
    const told = [await q.get(), await q.get()].sort()
    for (const p of processes) await p.join()
    return [told, await value.get()]`,
    [[false, true], 1_500],
  )

  it(
    'ends with its process: whoever uses it later is told how that ended',
    `const q = new Queue(), p = await start(own, [q, new Queue()])
    const array = await q.get()
    const before = [array.isSharedMemory, await array.toArray(), await array.add(-1, 1)]
    await p.kill()
    await p.join()
    return [before, (await failureText(() => array.get(0))).replace(/\\(pid \\d+\\)/, '(pid)').replace(/Process-[\\d:]+/, 'Process').replace(/SharedArray-\\d+/, 'SharedArray'), await failure(() => array.set(0, 1)), await failure(() => array.toArray())]`,
    [
      [false, [1, 2, 3], 4],
      'ClosedError: SharedArray was shared memory of the threads of one process, and the last that shared it has ended: Process Process (pid) was killed by SIGKILL. Create it where it lives long enough, or without the start method thread.',
      'ClosedError',
      'ClosedError',
    ],
  )

  it(
    'is served by the process whose thread has created it and ended',
    `const q = new Queue(), gate = new Queue(), p = await start(ownByThread, [q, gate])
    const array = await q.get()
    await array.set(0, 5)
    const told = await array.toArray()
    await gate.put(1)
    await p.join()
    return [told, p.exitCode]`,
    [[5, 2, 3], 0],
  )

  it(
    'is lost with its process, also for those who wait for it; whether a change was made is not known',
    `const q = new Queue(), p = await start(compute, [q])
    const array = await q.get()
    const waiting = [failureText(() => array.toArray()), failureText(() => array.set(0, 1))]
    await p.kill()
    return (await Promise.all(waiting)).map((text) => text.replace(/\\(pid \\d+\\)/, '(pid)').replace(/Process-[\\d:]+/, 'Process').replace(/RawArray-\\d+/, 'RawArray').slice(0, 80))`,
    [
      'ClosedError: RawArray was shared memory of the threads of one process, and the l',
      'ClosedError: Process Process (pid) was killed by SIGKILL when it was to change R',
    ],
  )
})
