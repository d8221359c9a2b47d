import { describe, expect, it } from 'vitest'
import { factsOf, startMethods } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What `getContext` and its kin promise, also where the run's own start method is another. */
describe.each(startMethods)('Contexts in a run by %s', (startMethod) => {
  const others = startMethods.filter((method) => method !== startMethod)
  const shared = sharedRun(
    startMethod,
    `${prelude}
    export const own = mp.getContext('${startMethod}')
    export class Crawler extends own.Process {
      constructor(answers) { super(); this.answers = answers }
      async run() { await this.answers.put([this.name, mp.getStartMethod(), this instanceof Process, this === currentProcess()]) }
    }
    export function workerName() { return currentProcess().name }
    export async function tell(answers) { await answers.put([mp.getStartMethod(), currentProcess().name, new Process().name]) }
    export async function tellOfStarts(answers) {
      const refused = await failure(() => mp.setStartMethod('spawn'))
      mp.setStartMethod('${others[0]}', { force: true })
      const child = new Process({ target: tell, args: [answers] })
      await child.start()
      await child.join()
      await answers.put([refused, mp.getStartMethod()])
    }
    const numberOf = (name) => Number(/\\d+$/.exec(name)[0])`,
    { setUp: 'const answers = new Queue()' },
  )

  shared.it(
    'there are all that the run has, its own first, and that is the default',
    'return [mp.getAllStartMethods()[0], mp.getAllStartMethods().toSorted(), mp.getStartMethod()]',
    [startMethod, [...startMethods].toSorted(), startMethod],
  )

  shared.it(
    'an unknown start method is an error that lists what there is',
    `const told = []
    for (const call of [() => mp.getContext('fork'), () => mp.setStartMethod('fork'), () => mp.setStartMethod('fork', { force: true })])
      told.push((await failureText(call)).replace(/there is: .*/, (list) => list.split(/[:,.] ?/).slice(1, -1).toSorted()))
    return told`,
    Array.from(
      { length: 3 },
      () =>
        `MisuseError: There is no start method 'fork' in this run; ${[...startMethods].toSorted().join(',')}`,
    ),
  )

  shared.it(
    'each is one object; without a name it is that of the default',
    `return [own === mp.getContext('${startMethod}'), mp.getContext() === own, own.getContext() === own, mp.getContext('${others[0]}') === own]`,
    [true, true, true, false],
  )

  shared.it(
    'has the names of the library, and shares all but what starts processes',
    `const names = Object.keys(mp).filter((name) => !/(Error|Proxy|Manager|Logger|Iterator|Connection)$/.test(name))
    const missing = names.filter((name) => !(name in own) && !['Connection'].includes(name))
    return [missing, names.filter((name) => own[name] !== mp[name]).toSorted()]`,
    // Shared memory is created as the processes of the context use it best.
    [
      [],
      [
        'Pool',
        'Process',
        'RawArray',
        'RawValue',
        'SharedArray',
        'SharedValue',
        'getStartMethod',
        'setStartMethod',
      ],
    ],
  )

  shared.it(
    'has one start method',
    `return [own.getStartMethod(), mp.getContext('${others[0]}').getStartMethod(), await failure(() => own.setStartMethod('spawn'))]`,
    [startMethod, others[0], 'MisuseError'],
  )

  shared.it(
    'names its processes after itself; they are processes',
    `const p = new own.Process({ target: tell, args: [answers] }), named = new own.Process({ name: 'x', daemon: true })
    return [p.name.replace(/\\d+/, 'N'), named.name, named.daemon, p instanceof Process, String(p).split(' ')[0], numberOf(new own.Process().name) - numberOf(p.name)]`,
    [
      `${capitalised(startMethod)}Process-N`,
      'x',
      true,
      true,
      `<${capitalised(startMethod)}Process`,
      // One counter for all, whether they are named or not.
      2,
    ],
  )

  for (const method of startMethods) {
    shared.it(
      `starts processes by ${method}, which have that for their default`,
      `const p = new (mp.getContext('${method}').Process)({ target: tell, args: [answers] })
      await p.start()
      const told = await answers.get()
      await p.join()
      return [told[0], told[1] === p.name, told[2] === 'Process-' + numberOf(p.name) + ':1', p.exitCode]`,
      [method, true, true, 0],
    )

    shared.it(
      `has pools by ${method}`,
      `await using pool = new (mp.getContext('${method}').Pool)(1)
      return [(await pool.apply(workerName)).replace(/\\d+/, 'N'), pool instanceof mp.Pool]`,
      [`${capitalised(method)}PoolWorker-N`, true],
    )
  }

  shared.it(
    'has managers',
    `const manager = await mp.getContext('${others[0]}').Manager()
    const list = manager.list([1])
    await list.append(2)
    const items = await list.toArray()
    await manager.shutdown()
    return items`,
    [1, 2],
  )

  shared.it(
    'its Process may be extended',
    `const crawler = new Crawler(answers)
    await crawler.start()
    const told = await answers.get()
    await crawler.join()
    return [told[0] === crawler.name, /^Crawler-\\d+$/.test(crawler.name), ...told.slice(1)]`,
    [true, true, startMethod, true, true],
  )

  shared.it(
    'children inherit the start method, and may set their own by force alone',
    `const p = new Process({ target: tellOfStarts, args: [answers] })
    await p.start()
    const [grandchild, child] = [await answers.get(), await answers.get()]
    await p.join()
    return [child, grandchild[0], mp.getStartMethod()]`,
    [['MisuseError', others[0]], others[0], startMethod],
  )

  shared.it(
    'one counter numbers processes, managers, and the workers of pools, also those that replace others',
    `const first = numberOf(new Process().name)
    const names = new Set()
    {
      await using pool = new mp.Pool(1, { maxTasksPerChild: 1 })
      names.add(await pool.apply(workerName))
      names.add(await pool.apply(workerName))
    }
    const next = numberOf(new Process().name)
    const manager = await mp.Manager()
    await manager.shutdown()
    const numbers = [...names].map(numberOf)
    return [numbers.map((number) => number - first), next > Math.max(...numbers), numberOf(manager.name) - next]`,
    [[1, 2], true, 1],
  )
})

describe.each(startMethods)('The start method of a run by %s', (startMethod) => {
  const [other] = startMethods.filter((method) => method !== startMethod)

  it('can be set once, before the first start, or by force', async () => {
    const told = await factsOf(
      `${prelude}
      export async function tell(answers) { await answers.put(mp.getStartMethod()) }
      export async function main() {
        const answers = new Queue(), told = []
        const set = async (...args) => told.push(await failureText(() => mp.setStartMethod(...args)))
        const start = async (p) => { await p.start(); told.push(await answers.get()); await p.join() }
        const made = new Process({ target: tell, args: [answers] })
        // To look, and to start by another context, fixes nothing.
        mp.getStartMethod()
        await start(new (mp.getContext('${startMethod}').Process)({ target: tell, args: [answers] }))
        await set('${other}')
        await set('${startMethod}')
        // When it starts counts, not when it was made.
        await start(made)
        await set('${startMethod}', { force: true })
        await start(new Process({ target: tell, args: [answers] }))
        return told
      }`,
      { startMethod },
    )
    const refused = `MisuseError: The start method is '${other}' already: it was set, inherited or used before. Set it first thing in main(), pass { force: true }, or start by getContext('${startMethod}').`
    expect(told).toEqual([startMethod, 'none', refused, other, 'none', startMethod])
  })

  it('is settled when it was used', async () => {
    const told = await factsOf(
      `${prelude}
      export function nothing() {}
      export async function main() {
        await using pool = new mp.Pool(1)
        return [await failure(() => mp.setStartMethod('${other}')), mp.getStartMethod()]
      }`,
      { startMethod },
    )
    expect(told).toEqual(['MisuseError', startMethod])
  })
})
