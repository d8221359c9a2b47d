import { describe, expect } from 'vitest'
import { startMethods } from '../support/engineRun.ts'
import { peerPrelude } from '../support/peerPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

/** Lists, dicts and namespaces that a manager holds: their methods, what is copied and what stays alive. */
describe.each(startMethods)('What a manager holds, by %s', (startMethod) => {
  const { it } = sharedRun(
    startMethod,
    `${peerPrelude}
    export const byLength = (text) => text.length
    const { Manager, ListProxy, DictProxy, NamespaceProxy } = mp`,
    {
      setUp: `const manager = await Manager(), peer = await startPeer()`,
      tearDown: `await peer.stop(); await manager.shutdown()`,
    },
  )

  describe('a list', () => {
    it(
      'takes items at its end, by themselves and many at once',
      `const list = manager.list()
       await list.append(1)
       await list.extend([2, 3])
       await list.extend(new Set([4]))
       return [await list.toArray(), await list.length(), await manager.list('ab').toArray()]`,
      [[1, 2, 3, 4], 4, ['a', 'b']],
    )

    it(
      'gives and takes by index, also from its end',
      `const list = manager.list([1, 2, 3])
       await list.set(0, 'first')
       await list.set(-1, 'last')
       return [await list.get(0), await list.get(-1), await list.get(-3), await list.toArray()]`,
      ['first', 'last', 'first', ['first', 2, 'last']],
    )

    it(
      'says of an index outside of it how long it is',
      `const list = manager.list([1, 2])
       return [await failureText(() => list.get(2)), await failure(() => list.get(-3)), await failure(() => list.set(2, 0)), await failure(() => list.get(0.5))]`,
      [
        'RangeError: Index 2 is outside of the list: it has 2 items.',
        'RangeError',
        'RangeError',
        'RangeError',
      ],
    )

    it(
      'inserts as Python does, also beyond its ends',
      `const list = manager.list([1, 2])
       await list.insert(1, 'middle')
       await list.insert(-1, 'before the last')
       await list.insert(99, 'end')
       await list.insert(-99, 'start')
       return list.toArray()`,
      ['start', 1, 'middle', 'before the last', 2, 'end'],
    )

    it(
      'pops the last or another, until it is empty',
      `const list = manager.list([1, 2, 3])
       return [await list.pop(), await list.pop(0), await list.pop(-1), await failureText(() => list.pop()), await list.length()]`,
      [3, 1, 2, 'RangeError: pop: the list is empty.', 0],
    )

    it(
      'finds, counts and removes what is equal, by content',
      `const list = manager.list([{ a: [1] }, 2, { a: [1] }, NaN])
       const found = [await list.index({ a: [1] }), await list.index({ a: [1] }, 1), await list.count({ a: [1] }), await list.includes(NaN), await list.includes({ a: 1 })]
       await list.remove({ a: [1] })
       return [...found, await list.toArray(), await failure(() => list.remove('none')), await failure(() => list.index(2, 1)), await failure(() => list.index(2, 0, -3))]`,
      [0, 2, 2, true, false, [2, { a: [1] }, NaN], 'RangeError', 'RangeError', 'RangeError'],
    )

    it(
      'reverses, slices and clears',
      `const list = manager.list([1, 2, 3, 4])
       await list.reverse()
       const slices = [await list.slice(1, 3), await list.slice(-2), await list.slice(), await list.slice(undefined, 1)]
       await list.clear()
       return [...slices, await list.length()]`,
      [[3, 2], [2, 1], [4, 3, 2, 1], [4], 0],
    )

    it(
      'sorts numbers as numbers, arrays item by item, and by an exported key',
      `const sorted = async (items, options) => { const list = manager.list(items); await list.sort(options); return list.toArray() }
       return [await sorted([10, 9, 1n, 2.5]), await sorted(['b', 'a', 'C']), await sorted([[2, 'a'], [1, 'b'], [1, 'a'], [1]]),
         await sorted(['ccc', 'a', 'bb'], { key: byLength, reverse: true }), await failure(() => sorted([1, 'a'])), await failure(() => sorted([1], { key: () => 0 }))]`,
      [
        [1n, 2.5, 9, 10],
        ['C', 'a', 'b'],
        [[1], [1, 'a'], [1, 'b'], [2, 'a']],
        ['ccc', 'bb', 'a'],
        'TypeError',
        'NotExportedError',
      ],
    )

    it(
      'that could not be sorted is as it was',
      `const list = manager.list([3, 'x', 1])
       await failure(() => list.sort())
       return list.toArray()`,
      [3, 'x', 1],
    )

    it(
      'is gone through as it is when the loop begins',
      `const list = manager.list([1, 2]), seen = []
       for await (const item of list) { seen.push(item); await list.append(item) }
       return [seen, await list.length()]`,
      [[1, 2], 4],
    )
  })

  describe('a dict', () => {
    it(
      'is made of an object, a Map or pairs',
      `return [await manager.dict({ a: 1 }).toObject(), await manager.dict(new Map([['b', 2]])).toObject(), await manager.dict([['c', 3]]).toObject(), await manager.dict().length()]`,
      [{ a: 1 }, { b: 2 }, { c: 3 }, 0],
    )

    it(
      'gives what it has, or the fallback',
      `const dict = manager.dict({ a: 1, none: undefined })
       return [await dict.get('a'), await dict.get('b'), await dict.get('b', 'fallback'), await dict.get('none', 'fallback'), await dict.has('none'), await dict.has('b')]`,
      [1, undefined, 'fallback', undefined, true, false],
    )

    it(
      'sets, deletes and takes out',
      `const dict = manager.dict({ a: 1, b: 2, c: 3 })
       await dict.set('d', 4)
       return [await dict.delete('a'), await dict.delete('a'), await dict.pop('b'), await dict.pop('b', 0), await failureText(() => dict.pop('b')), await dict.popItem(), await dict.toObject()]`,
      [true, false, 2, 0, 'RangeError: The dict has no key b.', ['d', 4], { c: 3 }],
    )

    it(
      'popItem of an empty one is an error, setDefault gives what is there, update and clear are one step each',
      `const dict = manager.dict()
       const empty = await failure(() => dict.popItem())
       const given = [await dict.setDefault('a', 1), await dict.setDefault('a', 2)]
       await dict.update({ b: 3 })
       await dict.update(new Map([['c', 4], ['a', 5]]))
       const all = await dict.items()
       await dict.clear()
       return [empty, given, all, await dict.length()]`,
      [
        'RangeError',
        [1, 1],
        [
          ['a', 5],
          ['b', 3],
          ['c', 4],
        ],
        0,
      ],
    )

    it(
      'keeps order, and keys that are no strings',
      `const dict = manager.dict([[2, 'two'], ['2', 'text'], [true, 'yes'], [null, 'null'], [1n, 'big']])
       const seen = []
       for await (const key of dict) seen.push(key)
       return [await dict.keys(), await dict.values(), await dict.get(2), await dict.get('2'), await dict.get(1n), seen.length]`,
      [[2, '2', true, null, 1n], ['two', 'text', 'yes', 'null', 'big'], 'two', 'text', 'big', 5],
    )

    it(
      'refuses what can be no key, and what is no dict',
      `const dict = manager.dict()
       return [await failureText(() => dict.set([1, 2], 1)), await failure(() => dict.setDefault({}, 1)), await failure(() => manager.dict('text')), await failure(() => manager.dict([1])), await failure(() => dict.update(5))]`,
      [
        'MisuseError: A key of a managed dict is a string, a number or another plain value, not an array: make a string of it.',
        'MisuseError',
        'MisuseError',
        'MisuseError',
        'MisuseError',
      ],
    )

    it(
      'holds __proto__ as the key that it is',
      `const dict = manager.dict()
       await dict.set('__proto__', 1)
       const copy = await dict.toObject()
       return [Object.keys(copy), Object.getPrototypeOf(copy) === Object.prototype]`,
      [['__proto__'], true],
    )
  })

  describe('a namespace', () => {
    it(
      'holds fields by name',
      `const space = manager.namespace({ a: 1, b: [2] })
       await space.set('c', 3)
       return [await space.get('a'), await space.has('c'), await space.delete('a'), await space.delete('a'), await space.toObject(), await failureText(() => space.get('a'))]`,
      [1, true, true, false, { b: [2], c: 3 }, "RangeError: The namespace has no field 'a'; there is: b, c."],
    )
  })

  describe('what is copied, and what is not', () => {
    it(
      'a plain container inside is a copy: changing it is not seen, setting it again is (gh-76719)',
      `const dict = manager.dict({ a: [1] }), list = manager.list([[1]])
       const a = await dict.get('a')
       a.push(2)
       ;(await list.get(0)).push(2)
       const before = [await dict.get('a'), await list.get(0)]
       await dict.set('a', a)
       return [before, await dict.get('a')]`,
      [
        [[1], [1]],
        [1, 2],
      ],
    )

    it(
      'what is given is copied at once',
      `const list = manager.list(), item = { n: 1 }
       const appended = list.append(item)
       item.n = 2
       await appended
       return list.get(0)`,
      { n: 1 },
    )

    it(
      'values are structured clones: dates, maps, bigints, typed arrays, cycles, errors',
      `const cycle = { self: null, at: new Date(5), map: new Map([[1n, new Set([2])]]), bytes: new Uint8Array([1]), error: new RangeError('far') }
       cycle.self = cycle
       const copy = await manager.list([cycle]).get(0)
       return [copy.self === copy, copy.at, copy.map, copy.bytes, copy.error.name, copy.error.message]`,
      [true, new Date(5), new Map([[1n, new Set([2])]]), new Uint8Array([1]), 'RangeError', 'far'],
    )

    it(
      'a proxy inside is the live object, also deep in a value',
      `const inner = manager.list([1]), outer = manager.dict({ deep: { inner } })
       const { deep } = await outer.toObject()
       await deep.inner.append(2)
       return [deep.inner instanceof ListProxy, await inner.toArray()]`,
      [true, [1, 2]],
    )

    it(
      'proxies travel to other processes, and back out of containers',
      `const list = manager.list(), dict = manager.dict({ list }), space = manager.namespace({ dict })
       await peer.call(list, 'append', 'by peer')
       await peer.call(dict, 'set', 'more', space)
       const taken = await peer.call(dict, 'get', 'list')
       await taken.append('again')
       const back = await (await (await dict.get('more')).get('dict')).get('list')
       return [taken instanceof ListProxy, back instanceof ListProxy, (await dict.get('more')) instanceof NamespaceProxy, await back.toArray()]`,
      [true, true, true, ['by peer', 'again']],
    )

    it(
      'queues and locks live in it as themselves',
      `const queue = new Queue(), list = manager.list([queue])
       await (await peer.call(list, 'get', 0)).put('through')
       return [(await list.get(0)) instanceof Queue, await queue.get()]`,
      [true, 'through'],
    )

    it(
      'what cannot be sent is named by its path, at the caller',
      `const list = manager.list()
       return [await failureText(() => list.append({ f() {} })), await failure(() => manager.list([() => {}])), await failureText(() => manager.dict({ a: Symbol() })), await list.length()]`,
      [
        expect.stringMatching(/^SerializationError: Cannot send a function: it is at args\[0\]\.f\./),
        'SerializationError',
        expect.stringMatching(/^SerializationError: Cannot send a symbol: it is at dict/),
        0,
      ],
    )
  })

  describe('calls of many', () => {
    it(
      'are in order, for each who calls, and lose nothing',
      `const list = manager.list(), mine = range(500), theirs = range(500)
       await Promise.all([...mine.map((n) => list.append(['mine', n])), ...theirs.map((n) => peer.call(list, 'append', ['theirs', n]))])
       const all = await list.toArray(), of = (who) => all.filter(([by]) => by === who).map(([, n]) => n)
       const isInOrder = (numbers) => numbers.length === 500 && numbers.every((n, index) => n === index)
       return [isInOrder(of('mine')), isInOrder(of('theirs'))]`,
      [true, true],
    )

    it(
      'of one tick see each other, without being awaited',
      `const list = manager.list([1]), dict = manager.dict()
       list.append(2)
       dict.set('n', 1)
       const seen = [list.length(), dict.get('n')]
       list.clear()
       return Promise.all([...seen, list.length()])`,
      [2, 1, 0],
    )

    it(
      'beyond what may be under way wait here, and all arrive',
      `const list = manager.list(), text = 'x'.repeat(1_000_000)
       await Promise.all(range(40).map((n) => list.append(text + n)))
       return [await list.length(), (await list.get(39)).length]`,
      [40, 1_000_002],
    )

    it(
      'one that fails takes no other along',
      `const list = manager.list([1])
       const settled = await Promise.allSettled([list.get(0), list.get(5), list.append(2), list.get(1)])
       return settled.map(({ status, value }) => value ?? status)`,
      [1, 'rejected', 'fulfilled', 2],
    )
  })
})
