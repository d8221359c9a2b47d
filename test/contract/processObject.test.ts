import { describe } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** What a `Process` object takes, keeps and tells, in the process that made it and in the one that it stands for. */
describe.each(startMethods)('A Process object by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${prelude}
    export function nothing() {}
    export async function until(gate) { await gate.get() }
    export function tell(q, ...values) { return q.put(values) }
    export class Task extends Process {}
    // As a main guard makes it: there in the main program alone.
    export const mainOnly = parentProcess() === null ? () => {} : undefined
    export function functions() { return { call: () => {} } }
    export async function readInput(q) {
      let text = ''
      for await (const chunk of process.stdin) text += chunk
      await q.put(text || 'nothing')
    }
    export async function describeSelf(q) {
      const me = currentProcess()
      await q.put({
        name: me.name, daemon: me.daemon, isSame: me === currentProcess(), isAlive: me.isAlive(), exitCode: me.exitCode, children: activeChildren().length,
        misuse: await errorsOf(() => me.start(), () => me.join(), () => me.terminate()),
      })
    }
    export async function describeParent(q, pid) {
      const parent = parentProcess()
      const joins = [await parent.join(0), await parent.join(-1), await parent.join(20)]
      await q.put({ name: parent.name, hasPid: parent.pid === pid, isSame: parent === parentProcess(), isAlive: await parent.isAlive(), joins })
    }
    export async function parent(q) {
      const gate = new Queue(), child = new Process({ target: until, args: [gate] })
      await child.start()
      await q.put(activeChildren().length)
      await q.get()
      await gate.put(1)
    }
    const errorsOf = async (...actions) => { const told = []; for (const action of actions) told.push(await failure(action)); return told }
    async function ended(options) {
      const p = new Process(options)
      await p.start()
      await p.join()
      return p
    }`,
  )

  describe('when it is made', () => {
    it(
      'takes a function and an array, and nothing else for them',
      `return errorsOf(() => new Process({ target: 'nothing' }), () => new Process({ target: {} }), () => new Process({ target: nothing, args: 'ab' }), () => new Process({ target: nothing, args: { 0: 1 } }),
        () => new Process(), () => new Process({ target: undefined, args: undefined }))`,
      ['MisuseError', 'MisuseError', 'MisuseError', 'MisuseError', 'none', 'none'],
    )

    it(
      'has a default name also where the given one is empty; names need not be unique and can be changed',
      `const [a, b, c] = [new Process({ name: '' }), new Task({ name: 'same' }), new Process({ name: 'same' })]
       c.name = 5
       return [/^Process-\\d+$/.test(a.name), b.name, c.name, /^Task-\\d+$/.test(new Task().name)]`,
      [true, 'same', '5', true],
    )

    it(
      'counts its kind with the others: one counter for all classes of a process',
      `const numberOf = ({ name }) => Number(/-(\\d+)$/.exec(name)[1])
       const first = numberOf(new Process())
       new Process({ name: 'named' })
       return [new Task(), new Process(), new Task()].map((p) => numberOf(p) - first)`,
      [2, 3, 4],
    )

    it(
      'is a daemon as its maker is, unless told, and until it is started',
      `const p = new Process({ target: nothing })
       const told = [p.daemon, new Process({ daemon: true }).daemon, new Process({ daemon: false }).daemon]
       p.daemon = true
       told.push(p.daemon, String(p).endsWith(' initial daemon>'))
       await p.start()
       told.push(await failure(() => { p.daemon = false }), p.daemon)
       await p.join()
       return [...told, await failure(() => { p.daemon = false })]`,
      [false, true, false, true, true, 'MisuseError', true, 'MisuseError'],
    )

    it(
      'may be closed before its start, and cannot be started then',
      `const p = new Process({ target: nothing })
       await p.close()
       return [String(p).includes(' closed'), ...await errorsOf(() => p.start(), () => p.isAlive(), () => p.close())]`,
      [true, 'ClosedError', 'ClosedError', 'none'],
    )
  })

  describe('what it runs', () => {
    it('is nothing without a target, and that ends in order', `return (await ended()).exitCode`, 0)

    it(
      'gets a copy of the list of arguments as it was, with the values as they are at the start',
      `const q = new Queue(), list = [1], args = [q, list]
       const p = new Process({ target: tell, args })
       args.push('too late')
       list.push(2)
       await p.start()
       list.push(3)
       const told = await q.get()
       await p.join()
       return told`,
      [[1, 2]],
    )

    it(
      'is told its results by nobody: a return value is discarded, also one that cannot be sent',
      `return (await ended({ target: functions })).exitCode`,
      0,
    )

    it(
      'is an error in a process that has no such function: it ends with 1, and runs nothing else',
      `return (await ended({ target: mainOnly })).exitCode`,
      1,
    )

    it(
      'is the target of a subclass that has no run() of its own',
      `const q = new Queue(), p = new Task({ target: tell, args: [q, 'from a subclass'] })
       await p.start()
       await p.join()
       return q.get()`,
      ['from a subclass'],
    )

    it(
      'reads nothing from standard input: it is at its end',
      `const q = new Queue()
       await ended({ target: readInput, args: [q] })
       return q.get()`,
      'nothing',
    )
  })

  describe('in its own process', () => {
    it(
      'is currentProcess(), always the same, and not its own child',
      `const q = new Queue(), p = new Process({ target: describeSelf, args: [q], name: 'self', daemon: true })
       await p.start()
       const told = await q.get()
       await p.join()
       return told`,
      {
        name: 'self',
        daemon: true,
        isSame: true,
        isAlive: true,
        exitCode: null,
        children: 0,
        misuse: ['MisuseError', 'MisuseError', 'MisuseError'],
      },
    )

    it(
      'of the main program is called MainProcess and has no parent',
      `const me = currentProcess()
       return [me.name, me.daemon, me.isAlive(), me === currentProcess(), parentProcess(), activeChildren().includes(me), await errorsOf(() => me.start(), () => me.join(), () => me.terminate())]`,
      ['MainProcess', false, true, true, null, false, ['MisuseError', 'MisuseError', 'MisuseError']],
    )

    it(
      'knows its parent: name, pid, that it lives; a join of it takes a time-out',
      `const q = new Queue(), p = new Process({ target: describeParent, args: [q, process.pid] })
       await p.start()
       const told = await q.get()
       await p.join()
       return told`,
      { name: 'MainProcess', hasPid: true, isSame: true, isAlive: true, joins: [false, false, false] },
    )
  })

  describe('activeChildren()', () => {
    it(
      'is a new list each time, of those that live',
      `const gate = new Queue(), p = new Process({ target: until, args: [gate] }), unstarted = new Process()
       const before = activeChildren()
       await p.start()
       const during = activeChildren()
       during.push(unstarted)
       const again = activeChildren()
       await gate.put(1)
       await p.join()
       return [before.includes(p), during[0] === p, again.length, again[0] === p, activeChildren().length]`,
      [false, true, 1, true, 0],
    )

    it(
      'tells of own children alone, not of theirs',
      `const q = new Queue(), p = new Process({ target: parent, args: [q] })
       await p.start()
       const told = [await q.get(), activeChildren().map((child) => child === p)]
       await q.put('end')
       await p.join()
       return told`,
      [1, [true]],
    )
  })

  describe('join', () => {
    it(
      'takes no time-out that is none',
      `const gate = new Queue(), p = new Process({ target: until, args: [gate] })
       await p.start()
       const told = await errorsOf(() => p.join('soon'), () => p.join(NaN), () => p.join(null))
       await gate.put(1)
       return [...told, await p.join()]`,
      ['MisuseError', 'MisuseError', 'MisuseError', true],
    )

    it(
      'serves several at once, each with its own time-out',
      `const gate = new Queue(), p = new Process({ target: until, args: [gate] })
       await p.start()
       const joins = [p.join(), p.join(5), p.join(60_000)]
       const inTime = await joins[1]
       await gate.put(1)
       return [inTime, await joins[0], await joins[2], await p.join(5)]`,
      [false, true, true, true],
    )
  })

  it(
    'has a sentinel that is the same object at every look, also after the end',
    `const p = await ended({ target: nothing })
     return p.sentinel === p.sentinel && (await mp.wait([p.sentinel]))[0] === p.sentinel`,
    true,
  )

  it(
    'cpuCount() is a whole number of at least one',
    `return Number.isInteger(mp.cpuCount()) && mp.cpuCount() > 0`,
    true,
  )
})
