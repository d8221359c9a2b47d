import { beforeAll, describe, expect, it as test } from 'vitest'
import { engineRun, startMethods, type EngineRun } from '../support/engineRun.ts'
import { prelude } from '../support/programPrelude.ts'
import { sharedRun } from '../support/sharedRun.ts'

const library = 'const { SharedValue, SharedArray, RawValue, RawArray, Lock, RLock, Pool, getContext } = mp'
const programs = `${prelude}
${library}
export async function describe(q, value, array, { raws: [rawValue, rawArray] }) {
  const told = [value instanceof SharedValue, array instanceof SharedArray, rawValue instanceof RawValue && !(rawValue instanceof SharedValue), rawArray instanceof RawArray && !(rawArray instanceof SharedArray),
    value.type, array.type, array.length, await value.get(), await array.toArray(), await rawValue.get(), await rawArray.toArray()]
  await value.set(2.5); await array.set(-1, 9); await rawValue.add(1n); await rawArray.setRange(0, [7])
  await q.put({ told, array })
}
/** Adds one in two steps; says when it is between them, and waits there. */
export async function addInTwoSteps(value, between, goOn) {
  const seen = await value.get()
  await between.put(seen)
  await goOn.get()
  await value.set(seen + 1)
}
export async function addMany(value, array, times, start) {
  await start.get()
  for (let n = 0; n < times; n++) {
    value.add(1)
    if (n % 3 === 0) await array.add(n % array.length, 0.5)
    else array.add(n % array.length, 0.5)
  }
}
export async function addLocked(value, array, times) {
  for (let n = 0; n < times; n++) {
    await value.getLock().runExclusive(async () => value.set((await value.get()) + 1))
    await array.getLock().runExclusive(async () => array.setRange(0, (await array.getRange()).map((x) => x + 1)))
  }
}
export async function holdLock(value, held, release) {
  await value.getLock().runExclusive(async () => { await held.put(1); await release.get() })
}
export async function makeAndLeave(q) {
  const array = new SharedArray('int32', [4, 5, 6])
  await q.put(array)
}
export async function writeAndDie(array, gate) {
  await array.set(0, 1)
  array.set(1, 1)
  await gate.put(1)
  await new Promise(() => setInterval(() => array.add(2, 1), 1))
}
export async function fill(array, rounds) {
  for (let n = 1; n <= rounds; n++) await array.setRange(0, new Array(array.length).fill(n))
}
export let counts
export function keepCounts(array) { counts = array }
export async function count(n) { await counts.add(n % 4, 1); return n }
export async function firstOf(array) { return (await array.getRange(0, 1))[0] }
async function start(target, ...args) {
  const p = new Process({ target, args })
  await p.start()
  return p
}
const refusal = (error) => error.name + ': ' + error.message`

/** The same memory, used by several processes. */
describe.each(startMethods)('Shared memory between processes by %s', (startMethod) => {
  const { it } = sharedRun(startMethod, programs)

  it(
    'travels as an argument, inside one and in messages, and is the same memory everywhere',
    `const q = new Queue(), value = new SharedValue('float64', 1.5), array = new SharedArray('int16', [1, 2]), rawValue = new RawValue('int64', 3n), rawArray = new RawArray('uint8', [5, 6])
    const p = await start(describe, q, value, array, { raws: [rawValue, rawArray] })
    const { told, array: back } = await q.get()
    await back.set(0, 8)
    await p.join()
    return [told, await value.get(), await array.toArray(), await back.toArray(), await rawValue.get(), await rawArray.toArray(), back.length]`,
    [
      [true, true, true, true, 'float64', 'int16', 2, 1.5, [1, 2], 3n, [5, 6]],
      2.5,
      [8, 9],
      [8, 9],
      4n,
      [7, 6],
      2,
    ],
  )

  it(
    'loses what is set between the get and the set of another process: two steps are not one',
    `const value = new SharedValue('int32', 0), between = new Queue(), goOn = new Queue()
    const p = await start(addInTwoSteps, value, between, goOn)
    const seen = await between.get()
    await value.set((await value.get()) + 1)
    const meanwhile = await value.get()
    await goOn.put(1)
    await p.join()
    return [seen, meanwhile, await value.get()]`,
    [0, 1, 1],
  )

  it(
    'loses nothing that several processes add at the same time',
    `const value = new SharedValue('int32'), array = new SharedArray('float64', 3), gate = new Queue(), times = 3_000
    const processes = [await start(addMany, value, array, times, gate), await start(addMany, value, array, times, gate)]
    await gate.put(1); await gate.put(1); await gate.put(1)
    await addMany(value, array, times, gate)
    for (const p of processes) await p.join()
    return [await value.get(), await array.toArray()]`,
    [9_000, [1_500, 1_500, 1_500]],
  )

  it(
    'loses nothing of several steps that its lock keeps together, nor within one process',
    `const value = new SharedValue('int32'), array = new SharedArray('int8', 4), times = 40
    const p = await start(addLocked, value, array, times)
    await Promise.all([addLocked(value, array, times), addLocked(value, array, times)])
    await p.join()
    return [await value.get(), await array.toArray()]`,
    [120, [120, 120, 120, 120]],
  )

  it(
    'has one lock in all processes, which several objects may have in common',
    `const lock = new RLock(), value = new SharedValue('int32', 0, { lock }), array = new SharedArray('int32', 1, { lock }), other = new SharedValue('int32'), held = new Queue(), release = new Queue()
    const p = await start(holdLock, value, held, release)
    await held.get()
    const free = []
    for (const { getLock } of [{ getLock: () => array.getLock() }, { getLock: () => other.getLock() }]) free.push(await getLock().acquire({ blocking: false }))
    const told = await value.add(1)
    await release.put(1)
    await p.join()
    return [free, told, await array.getLock().acquire({ timeoutMs: 5_000 }), value.getLock() === lock, array.getLock() === lock, value.getLock() === value.getLock(), other.getLock() instanceof Lock,
      'getLock' in new RawValue('int8'), await failure(() => new SharedValue('int8', 0, { lock: 'mine' })), await failure(() => new SharedArray('int8', 1, { lock: new mp.Semaphore(1) }))]`,
    [[false, true], 1, true, true, true, true, true, false, 'MisuseError', 'MisuseError'],
  )

  it(
    'outlives the process that created it',
    `const q = new Queue(), p = await start(makeAndLeave, q)
    await p.join()
    const array = await q.get()
    await array.add(0, 10)
    return [await array.toArray(), await array.getLock().acquire({ timeoutMs: 5_000 })]`,
    [[14, 5, 6], true],
  )

  it(
    'survives the death of a process that writes, with what it has written',
    `const array = new SharedArray('int32', 3), gate = new Queue()
    const p = await start(writeAndDie, array, gate)
    await gate.get()
    await p.kill()
    await p.join()
    const [first, second, third] = await array.toArray()
    await array.set(2, -1)
    return [first, second, third >= 0, await array.get(2)]`,
    [1, 1, true, -1],
  )

  it(
    'shows a range as a whole, never half written',
    `const array = new SharedArray('int32', 500)
    const p = await start(fill, array, 300)
    let isWhole = true, last = 0
    while (last < 300) {
      const range = await array.getRange()
      last = range[0]
      isWhole &&= range.every((x) => x === last)
    }
    await p.join()
    return isWhole`,
    true,
    { not: { thread: 'threads share the memory itself: what keeps a range together is the lock' } },
  )

  it(
    'is used by the workers of a pool, from their initializer and as an argument',
    `const array = new SharedArray('int32', [0, 0, 0, 0])
    await using pool = new Pool(2, { initializer: keepCounts, initArgs: [array] })
    await pool.map(count, Array.from({ length: 40 }, (_, n) => n), { chunkSize: 3 })
    return [await array.toArray(), await pool.apply(firstOf, [array])]`,
    [[10, 10, 10, 10], 10],
  )

  it(
    'tells whether the memory is shared itself, and gives it where it is',
    `const array = new SharedArray('int32', [1, 2]), value = new SharedValue('float32', 0.5)
    const views = [await array.view(), await value.view()]
    if (views[0]) { views[0][1] = 20; Atomics.add(views[0], 0, 9) }
    return [array.isSharedMemory, value.isSharedMemory, views.map((view) => view?.constructor.name), await array.toArray()]`,
    startMethod === 'thread'
      ? [true, true, ['Int32Array', 'Float32Array'], [10, 20]]
      : [false, false, [undefined, undefined], [1, 2]],
  )
})

describe.each(startMethods)('The report of shared memory of processes by %s', (startMethod) => {
  let run: EngineRun
  beforeAll(async () => {
    run = await engineRun(
      `${programs}
      export async function use(value, array) {
        for (let n = 0; n < 10; n++) value.add(1)
        await array.setRange(0, [1, 2, 3])
        await array.get(0)
      }
      export async function main() {
        const value = new SharedValue('int32'), array = new RawArray('float64', 4)
        const p = await start(use, value, array)
        await p.join()
        await value.get()
        await array.getRange(1)
      }`,
      { startMethod },
    )
  })

  test('counts reads and writes, with their bytes', () => {
    expect(run.end.error).toBeNull()
    expect(run.snapshot.channels).toMatchObject([
      { kind: 'value', name: 'SharedValue-1', puts: 10, gets: 1, bytesIn: 40, bytesOut: 4, depth: 0 },
      { kind: 'array', name: 'RawArray-1', puts: 1, gets: 2, bytesIn: 24, bytesOut: 32, depth: 0 },
    ])
  })

  test('has the lock of a shared value, none of a raw array', () => {
    expect(run.snapshot.locks).toMatchObject([{ kind: 'lock', name: 'Lock-1', acquires: 0 }])
  })
})
