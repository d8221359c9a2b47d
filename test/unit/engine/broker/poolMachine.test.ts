import { describe, expect, it } from 'vitest'
import type { PoolEvent } from '../../../../src/engine/broker/poolTypes.ts'
import { items, valuesOf } from './items.ts'
import { caller, PoolWorld } from './poolWorld.ts'
import { SimulatedPool, type SimulatedWorker } from './simulatedPool.ts'

describe('PoolMachine', () => {
  it('gives each worker one task until it is known how long they take', () => {
    const world = new PoolWorld({ processes: 4 })
    world.allReady()
    world.submit(1, 5, 2, 1, 3)
    expect([...world.workers.values()]).toEqual([[5], [2], [1], [3]])
  })

  it('gives a worker more at a time as its own reports say that tasks are short', () => {
    const world = new PoolWorld({ processes: 1 })
    world.allReady()
    world.submit(1, ...Array.from({ length: 1_000 }, (_, index) => index))
    const [worker] = [...world.workers.keys()] as [number]
    const windows = [1, 2, 3, 4].map(() => {
      world.finish(worker, world.workers.get(worker)?.length, 2)
      return world.workers.get(worker)?.length
    })
    // At most twice as many as were seen so far, and one.
    expect(windows).toEqual([3, 9, 27, 81])
  })

  it('rejects exactly the task that a worker had begun when it died, and repeats nothing', () => {
    const world = new PoolWorld()
    world.allReady()
    const [first, second] = [...world.workers.keys()] as [number, number]
    world.submit(1, 'a', 'b', 'c', 'd', 'e', 'f')
    world.finish(first, 1)
    world.start(first)
    const [begun, untouched] = world.workers.get(first) as string[]
    expect([begun, untouched]).toHaveLength(2)
    world.die(first)
    expect([...world.failures.values()]).toEqual(['WorkerDiedError'])
    for (let round = 0; round < 10; round++) world.finish(second)
    expect(world.results.size).toBe(6)
    expect([...world.results.values()].filter((value) => value !== undefined)).not.toContain(`${begun}!`)
    expect(world.spawned).toBe(3)
  })

  it('retries where the pool says so, and gives a poison task up after three workers', () => {
    const world = new PoolWorld({ processes: 1, onWorkerDeath: 'retry' })
    world.submit(1, 'poison', 'good')
    for (let death = 1; death <= 3; death++) {
      const [worker] = [...world.workers.keys()] as [number]
      world.ready(worker)
      expect(world.workers.get(worker)).toEqual(['poison'])
      world.start(worker)
      world.die(worker)
    }
    const [worker] = [...world.workers.keys()] as [number]
    world.ready(worker)
    world.finish(worker)
    expect(Object.fromEntries(world.failures)).toEqual({ '1:0': 'WorkerDiedError' })
    expect(world.results.get('1:1')).toBe('good!')
    expect(world.machine.counters).toMatchObject({ lost: 1, retried: 2, completed: 1 })
  })

  it('stops after three workers in a row that die before they are ready, with the reason', () => {
    const world = new PoolWorld({ processes: 2 })
    world.submit(1, 'a')
    for (let death = 0; death < 3; death++) {
      const [worker] = [...world.workers.keys()] as [number]
      world.handle({
        type: 'worker-failed',
        worker,
        error: { name: 'TypeError', message: 'bad initializer' },
      })
      world.die(worker, null, 1)
    }
    expect(Object.fromEntries(world.broken)).toEqual({ 1: 'BrokenPoolError' })
    expect(world.spawned).toBe(4)
    world.submit(2, 'b')
    expect(world.broken.get(2)).toBe('BrokenPoolError')
  })

  it('close lets the work end, then sends every worker home, also one that is still starting', () => {
    const world = new PoolWorld()
    world.allReady()
    const [first, second] = [...world.workers.keys()] as [number, number]
    world.submit(1, 'a')
    world.start(first)
    world.die(first)
    world.handle({ type: 'close', client: caller, id: 1 })
    world.handle({ type: 'join', client: caller, id: 2 })
    const replacement = [...world.workers.keys()].find((worker) => worker !== second)
    expect(world.retired).toEqual([second])
    if (replacement !== undefined) {
      world.ready(replacement)
      expect(world.retired).toEqual([second, replacement])
      world.die(replacement, null, 0)
    }
    expect(world.answers).toEqual(['done 1'])
    world.die(second, null, 0)
    expect(world.answers).toEqual(['done 1', 'done 2'])
  })

  it('join of a running pool is refused; submit after close and after terminate too', () => {
    const world = new PoolWorld()
    world.handle({ type: 'join', client: caller, id: 1 })
    expect(world.answers).toEqual(['fail 1'])
    world.handle({ type: 'close', client: caller, id: 2 })
    world.submit(1, 'a')
    expect(world.broken.get(1)).toBe('PoolNotRunningError')
  })

  it('terminate settles everything at once and ends the workers', () => {
    const world = new PoolWorld()
    world.allReady()
    world.submit(1, 'a', 'b', 'c', 'd')
    const workers = [...world.workers.keys()]
    world.handle({ type: 'terminate', client: caller, id: 1 })
    expect(world.broken.get(1)).toBe('PoolNotRunningError')
    expect(world.killed).toEqual(workers)
  })

  it('replaces a worker after maxTasksPerChild tasks, not before they are answered', () => {
    const world = new PoolWorld({ processes: 1, maxTasksPerChild: 2 })
    world.allReady()
    const [worker] = [...world.workers.keys()] as [number]
    world.submit(1, 'a', 'b', 'c')
    world.finish(worker)
    expect(world.retired).toEqual([])
    world.finish(worker)
    expect(world.retired).toEqual([worker])
    // Never more processes than the pool was asked for, also for a moment.
    expect(world.spawned).toBe(1)
    world.die(worker, null, 0)
    expect(world.spawned).toBe(2)
  })

  it('a task that runs over its time is rejected as such, and its worker is killed', () => {
    const world = new PoolWorld({ processes: 1, taskTimeoutMs: 100 })
    world.allReady()
    const [worker] = [...world.workers.keys()] as [number]
    world.submit(1, 'slow')
    world.start(worker)
    world.handle({ type: 'task-timeout', worker, token: 0 })
    expect(world.killed).toEqual([])
    world.handle({ type: 'task-timeout', worker, token: 1 })
    expect(world.killed).toEqual([worker])
    world.die(worker)
    expect(Object.fromEntries(world.failures)).toEqual({ '1:0': 'TimeoutError' })
  })

  it('blames no task for the time of the one before it, answered while its worker was being killed', () => {
    const world = new PoolWorld({ processes: 1, taskTimeoutMs: 100, onWorkerDeath: 'retry' })
    world.allReady()
    const [worker] = [...world.workers.keys()] as [number]
    world.submit(1, 'slow', 'innocent')
    world.start(worker)
    world.handle({ type: 'task-timeout', worker, token: 1 })
    world.finish(worker)
    world.start(worker)
    world.die(worker)
    expect(Object.fromEntries(world.failures)).toEqual({})
    world.allReady()
    world.finish([...world.workers.keys()][0] as number)
    expect(Object.fromEntries(world.results)).toEqual({ '1:0': 'slow!', '1:1': 'innocent!' })
  })

  it('drops results that nobody wants any more: what is in them would be on its way for ever', () => {
    const dropped = (giveUp: PoolEvent): unknown[] => {
      const world = new PoolWorld({ processes: 1 })
      world.allReady()
      const [worker] = [...world.workers.keys()] as [number]
      world.submit(1, 'a')
      world.handle(giveUp)
      const results = { items: items('a!'), workUs: 1, transferUs: 1 }
      const commands = world.machine.handle({ type: 'worker-results', worker, ...results })
      expect(commands.map(({ type }) => type)).not.toContain('job-results')
      return commands.flatMap((command) => (command.type === 'drop' ? valuesOf(command.items) : []))
    }
    expect(dropped({ type: 'cancel', job: 1 })).toEqual(['a!'])
    expect(dropped({ type: 'terminate', client: caller, id: 1 })).toEqual(['a!'])
  })

  describe('a job whose caller can use the answers only together', () => {
    const begun = (...values: string[]): { world: PoolWorld; worker: number } => {
      const world = new PoolWorld({ processes: 1 })
      world.allReady()
      world.submitGathered(1, ...values)
      return { world, worker: [...world.workers.keys()][0] as number }
    }

    it('is told when the last is done, in the order of arrival', () => {
      const { world, worker } = begun('a', 'b', 'c')
      world.finish(worker)
      const error = { name: 'RangeError', message: 'b' }
      world.handle({ type: 'worker-task-failed', worker, error, workUs: 1_000, transferUs: 1 })
      world.workers.get(worker)?.shift()
      expect(world.results.size).toBe(0)
      world.finish(worker)
      expect([...world.results]).toEqual([
        ['1:0', 'a!'],
        ['1:1', undefined],
        ['1:2', 'c!'],
      ])
    })

    it('is told what there is before that is much, and before the pool ends', () => {
      const { world, worker } = begun('a', 'b'.repeat(20_000), 'c', 'd')
      world.finish(worker)
      expect(world.results.size).toBe(0)
      world.finish(worker)
      expect(world.results.size).toBe(2)
      world.finish(worker)
      world.handle({ type: 'terminate', client: caller, id: 1 })
      expect(world.results.size).toBe(3)
      expect(world.broken.get(1)).toBe('PoolNotRunningError')
    })

    it('drops them when nobody wants them any more', () => {
      const { world, worker } = begun('a', 'b')
      world.finish(worker)
      const commands = world.machine.handle({ type: 'cancel', job: 1 })
      expect(commands.flatMap((each) => (each.type === 'drop' ? valuesOf(each.items) : []))).toContain('a!')
      expect(commands.map(({ type }) => type)).not.toContain('job-results')
    })
  })

  it('leaves the last tasks to whoever is free', () => {
    const world = new PoolWorld({ processes: 2 })
    const [first, second] = [...world.workers.keys()] as [number, number]
    world.ready(first)
    world.submit(1, 'a', 'b', 'c')
    world.finish(first)
    expect(world.workers.get(first)).toHaveLength(1)
    world.ready(second)
    expect(world.workers.get(second)).toHaveLength(1)
    world.finish(second)
    expect(world.results.size).toBe(2)
  })

  it('asks a worker for what it has not begun when another is idle, and gives that on', () => {
    const world = new PoolWorld({ processes: 2 })
    const [first, second] = [...world.workers.keys()] as [number, number]
    world.ready(first)
    world.submit(1, ...Array.from({ length: 64 }, (_, index) => index))
    for (let report = 0; report < 4; report++) world.finish(first, 1, 200)
    const held = world.workers.get(first)?.length as number
    expect(held).toBeGreaterThan(4)
    world.start(first)
    world.ready(second)
    while ((world.workers.get(second)?.length ?? 0) > 0) world.finish(second, 1, 200)
    expect(world.recalled).toEqual([first])
    const unbegun = (world.workers.get(first)?.splice(1) ?? []).length
    world.handle({ type: 'worker-returned', worker: first, count: unbegun })
    expect(world.workers.get(second)?.length).toBeGreaterThan(0)
    finishAll(world)
    expect(world.results.size).toBe(64)
  })

  it('gives nothing to a worker that was asked back and has not answered', () => {
    const pool = new SimulatedPool({ processes: 2 })
    const [first, second] = [...pool.workers.values()] as [SimulatedWorker, SimulatedWorker]
    pool.submit(1, 0, 64, false)
    for (let task = 0; task < 5; task++) pool.live(first)
    pool.announce(first, 1)
    pool.deliver(first)
    while (first.inbox.at(-1)?.type !== 'recall') pool.live(second)
    pool.finish(first, 1, false)
    pool.announce(first, 1)
    while (first.outbox.length > 0) pool.deliver(first)
    pool.submit(2, 0, 200, false)
    expect(first.inbox.at(-1)).toEqual({ type: 'recall' })
    pool.hear(first)
    pool.hear(first)
    while (first.outbox.length > 0) pool.deliver(first)
    expect(first.inbox.at(-1)).toMatchObject({ type: 'tasks' })
    pool.settle()
    expect(pool.results.size).toBe(264)
  })
})

/** From now on every worker behaves. */
function finishAll(world: PoolWorld): void {
  for (let round = 0; round < 2_000; round++) {
    const worker = [...world.workers].find(([, tasks]) => tasks.length > 0)?.[0]
    if (worker !== undefined) world.finish(worker)
    else if (world.machine.counters.outstanding === 0) return
    else {
      for (const retired of world.retired.splice(0))
        if (world.workers.has(retired)) world.die(retired, null, 0)
      world.allReady()
    }
  }
}
