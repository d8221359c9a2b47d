import { describe } from 'vitest'
import { allStartMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** Ends that come from outside, at any moment, and what they do to others. */
describe.each(allStartMethods)('Ending a process by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${prelude}
    export async function forever(ready) { await ready?.put(currentProcess().name); await sleep(600_000) }
    export async function hold(q, ready) { await ready.put('ready'); await q.get() }
    export async function leaves(code) { process.exit(code) }
    export async function middle(ready, pids) {
      const child = new Process({ target: inner, args: [ready, pids], name: 'inner' })
      await child.start()
      await sleep(600_000)
    }
    export async function inner(ready, gate) {
      await ready.put('inner')
      const isOrphan = await parentProcess().join()
      await gate.get()
      await ready.put(isOrphan)
    }
    const start = async (options) => { const p = new Process(options); await p.start(); return p }
    const endOf = async (p) => { await p.join(); return p.exitCode }`,
  )

  describe.each([
    ['terminate', -15],
    ['kill', -9],
  ] as const)('%s()', (how, exitCode) => {
    it(
      `${how}: ends it at any moment: before it has begun, while it waits, twice`,
      `const early = await start({ target: forever, args: [null] })
       await early.${how}()
       const unawaited = new Process({ target: forever, args: [null] })
       unawaited.start()
       await unawaited.${how}()
       const ready = new Queue(), late = await start({ target: forever, args: [ready] })
       await ready.get()
       await Promise.all([late.${how}(), late.${how}()])
       return [await endOf(early), await endOf(unawaited), await endOf(late)]`,
      [exitCode, exitCode, exitCode],
    )

    it(
      `${how}: does nothing after the end`,
      `const p = await start({ target: leaves, args: [3] })
       await p.join()
       await p.${how}()
       return [p.exitCode, p.isAlive(), await p.join(0)]`,
      [3, false, true],
    )

    it(
      `${how}: spares the children of the process`,
      `const ready = new Queue(), gate = new Queue(), p = await start({ target: middle, args: [ready, gate] })
       const told = [await ready.get()]
       await p.${how}()
       await p.join()
       await gate.put('go on')
       told.push(await ready.get())
       return told`,
      ['inner', true],
    )
  })

  it(
    'a join that waits ends with the process, whoever ends it',
    `const ready = new Queue(), p = await start({ target: forever, args: [ready] })
     await ready.get()
     const joins = [p.join(), p.join(60_000)]
     await p.kill()
     return Promise.all(joins)`,
    [true, true],
  )

  it(
    'many at once each have their own end',
    `const codes = [0, 1, 2, 250]
     const ps = await Promise.all([...codes.map((code) => start({ target: leaves, args: [code] })), start({ target: forever, args: [null] }), start({ target: forever, args: [null] })])
     await ps[4].kill()
     await ps[5].terminate()
     const told = []
     for (const p of ps.reverse()) told.push(await endOf(p))
     return [told, activeChildren().length]`,
    [[-15, -9, 250, 2, 1, 0], 0],
  )

  it(
    'an exit code counts modulo 256',
    `const told = []
     for (const code of [256, 257, -1]) told.push(await endOf(await start({ target: leaves, args: [code] })))
     return told`,
    [0, 1, 255],
  )

  it(
    'one that waits for a queue is not waited for by the queue: the item goes to the next',
    `const q = new Queue(), ready = new Queue(), p = await start({ target: hold, args: [q, ready] })
     await ready.get()
     await p.kill()
     await p.join()
     await q.put('for the living')
     return q.get({ timeoutMs: 60_000 })`,
    'for the living',
  )

  it(
    'an ended process can be closed, and then its object is of no use any more',
    `const p = await start({ target: leaves, args: [0] })
     await p.join()
     await p.close()
     return [String(p).includes(' closed'), await failure(() => p.exitCode), await failure(() => p.close())]`,
    [true, 'ClosedError', 'none'],
  )
})
