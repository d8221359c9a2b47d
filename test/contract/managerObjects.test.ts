import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** Objects of a program's own classes in a manager's process, and the errors that they throw. */
describe.each(startMethods)('Registered classes by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${peerPrelude}
    const { Manager } = mp
    export class Account {
      #balance
      owner
      static opened = 0
      constructor(owner, balance = 0) {
        if (balance < 0) throw new RangeError('below 0')
        this.owner = owner
        this.#balance = balance
        Account.opened++
      }
      get balance() { return this.#balance }
      add(amount) { this.#balance += amount; return this.#balance }
      async addSlowly(amount) { const before = this.#balance; await sleep(5); this.#balance = before + amount; return this.#balance }
      fail(how) {
        if (how === 'own') throw new Overdrawn('too much', { by: 5 })
        if (how === 'hidden') throw new Hidden('not exported')
        if (how === 'text') throw 'just text'
        if (how === 'cause') throw new Error('outer', { cause: new TypeError('inner') })
        throw new TypeError('wrong type')
      }
      async failLater() { await sleep(1); throw new SyntaxError('later') }
      giveFunction() { return { call() {} } }
      giveNothing() {}
      whoAmI() { return { name: currentProcess().name, pid: process.pid, opened: Account.opened, isDaemon: currentProcess().daemon } }
      _secret() { return 'secret' }
      give(thing) { this.thing = thing }
      async useThing(...args) { return this.thing.append(...args) }
      never() { return new Promise(() => {}) }
    }
    export class Savings extends Account { interest() { return this.add(1) } }
    export class Overdrawn extends Error { constructor(message, { by }) { super(message); this.name = 'Overdrawn'; this.by = by } }
    class Hidden extends RangeError { name = 'Hidden' }
    class Private {}
    export class Greedy { then() {} stay() { return 'here' } }
    export class Open { started = 0; async enter() { this.started++; while (this.started < 2) await sleep(1); return this.started } }
    export async function useCounter(manager, results) {
      const account = await manager.create('account', 'peer', 5)
      await results.put(await account.add(1))
      await results.put(account)
    }
    const told = async (action) => {
      try { return await action() } catch (error) { return error }
    }`,
    {
      setUp: `const manager = await Manager(), peer = await startPeer()
        const accounts = manager.register('account', Account)`,
      tearDown: `await peer.stop(); await manager.shutdown()`,
    },
  )

  it(
    'its methods run in the manager, one object for all who have it',
    `const account = await accounts('me', 10)
     const results = [await account.add(1), await peer.call(account, 'add', 2), await account.add(0)]
     const { name, pid } = await account.whoAmI()
     return [results, name === manager.name, ${startMethod === 'thread' ? 'true' : 'pid !== process.pid'}, Account.opened]`,
    [[11, 13, 13], true, true, 0],
  )

  it(
    'the manager is no daemon, and may have children',
    `return (await (await accounts('me')).whoAmI()).isDaemon`,
    false,
  )

  it(
    'each creation is an object of its own',
    `const [a, b] = await Promise.all([accounts('a', 1), accounts('b', 2)])
     await a.add(10)
     return [await a.add(0), await b.add(0)]`,
    [11, 2],
  )

  it(
    'what begins with _ is hidden, fields and getters are out of reach',
    `const account = await accounts('me')
     return ['_secret', 'owner', 'balance', 'constructor'].map((name) => typeof account[name] + Object.hasOwn(account, name))`,
    ['undefinedfalse', 'undefinedfalse', 'undefinedfalse', 'functionfalse'],
  )

  it(
    'exposed names what may be called, also what begins with _',
    `const account = await manager.register('exposed', Account, { exposed: ['_secret', 'add'] })('me')
     return [Object.keys(account), await account._secret()]`,
    [['_secret', 'add'], 'secret'],
  )

  it(
    'exposed that is no method is refused',
    `return [await failureText(() => manager.register('x', Account, { exposed: ['owner'] })), await failure(() => manager.register('x', Greedy, { exposed: ['then'] }))]`,
    [
      expect.stringMatching(
        /^MisuseError: Account has no method 'owner' to expose; it has: add, addSlowly, /,
      ),
      'MisuseError',
    ],
  )

  it(
    'methods of superclasses are there; a method called then makes no promise of the proxy',
    `const savings = await manager.register('savings', Savings)('me', 1), greedy = await manager.register('greedy', Greedy)()
     return [await savings.interest(), await savings.add(1), await greedy.stay(), Object.keys(greedy)]`,
    [2, 3, 'here', ['stay']],
  )

  it(
    'a class must be exported, and a name is a text',
    `return [await failureText(() => manager.register('private', Private)), await failure(() => manager.register('', Account))]`,
    [
      expect.stringMatching(/^NotExportedError: 'Private' is not exported by .*export class Private/),
      'MisuseError',
    ],
  )

  it(
    'create finds a class by its registered name; a name that nobody registered is an error that lists what there is',
    `const account = await manager.create('account', 'me', 3)
     return [await account.add(1), await failureText(() => manager.create('acount'))]`,
    [
      4,
      expect.stringMatching(
        /^MisuseError: No class is registered with this manager as 'acount'; there is: 'account'/,
      ),
    ],
  )

  it(
    'other processes create too: the manager travels, and its proxies come back',
    `const results = new Queue(), p = new Process({ target: useCounter, args: [manager, results] })
     await p.start()
     const first = await results.get(), account = await results.get()
     await p.join()
     return [first, await account.add(1)]`,
    [6, 7],
  )

  it(
    'only the process that created the manager shuts it down',
    `return peer.call(manager, 'shutdown')`,
    'MisuseError',
  )

  it(
    'an error keeps its type, with the remote stack as its cause',
    `const account = await accounts('me'), error = await told(() => account.fail())
     return [error instanceof TypeError, error.message, error.cause.name, /at \\w*Account\\.fail/.test(error.cause.stack)]`,
    [true, 'wrong type', 'RemoteError', true],
  )

  it(
    'an error of an own exported class arrives as one, with its data',
    `const account = await accounts('me'), error = await told(() => account.fail('own'))
     return [error instanceof Overdrawn, error.name, error.message, error.by]`,
    [true, 'Overdrawn', 'too much', 5],
  )

  it(
    'an error of a class that is not exported arrives with its name, and what is no error as one',
    `const account = await accounts('me'), hidden = await told(() => account.fail('hidden'))
     return [hidden.name, hidden.message, await failureText(() => account.fail('text')), (await told(() => account.fail('cause'))).cause.cause.name]`,
    ['Hidden', 'not exported', "Error: thrown: 'just text'", 'TypeError'],
  )

  it(
    'an async method that fails, and a constructor that throws, reject',
    `const account = await accounts('me')
     return [await failureText(() => account.failLater()), await failureText(() => accounts('me', -1))]`,
    ['SyntaxError: later', 'RangeError: below 0'],
  )

  it(
    'a result that cannot be sent is an error that names it; the object goes on',
    `const account = await accounts('me')
     return [await failureText(() => account.giveFunction()), await account.giveNothing(), await account.add(1)]`,
    [
      expect.stringMatching(/^SerializationError: Cannot send a function: it is at result\.call\./),
      undefined,
      1,
    ],
  )

  it(
    'calls of one object run one after the other, also where a method is async',
    `const account = await accounts('me')
     const balances = await Promise.all([account.addSlowly(1), account.addSlowly(1), account.add(1), account.addSlowly(1)])
     return [balances, await account.add(0)]`,
    [[1, 2, 3, 4], 4],
  )

  it(
    'calls of other objects do not wait for a slow one',
    `const stuck = await accounts('stuck'), free = await accounts('free')
     stuck.never().catch(() => {})
     const behind = stuck.add(1).then(() => 'ran', () => 'failed')
     const ran = [await free.add(1), await manager.list([1]).length()]
     return [ran, await Promise.race([behind, sleep(20, 'waits')])]`,
    [[1, 1], 'waits'],
  )

  it(
    'an object that is concurrent runs calls while another waits',
    `const open = await manager.register('open', Open, { isConcurrent: true })()
     return Promise.all([open.enter(), open.enter()])`,
    [2, 2],
  )

  it(
    'a proxy inside of an object is live there as well',
    `const account = await accounts('me'), list = manager.list()
     await account.give(list)
     await account.useThing('from inside')
     return list.toArray()`,
    ['from inside'],
  )

  it(
    'what is deleted is gone: its proxies fail, others go on',
    `const account = await accounts('me'), list = manager.list([1]), other = manager.list([2])
     await manager.delete(list)
     await manager.delete(account)
     return [await failureText(() => list.length()), await failure(() => account.add(1)), await other.length(), await failure(() => manager.delete({}))]`,
    [
      'MisuseError: The manager does not hold this object any more: delete() was called for it.',
      'MisuseError',
      1,
      'MisuseError',
    ],
  )
})
