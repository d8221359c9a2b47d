import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PoolDescription } from '../../../../src/engine/wire/operations.ts'
import { caller, SimulatedPool } from './simulatedPool.ts'

const step = fc.record({
  do: fc.constantFrom(
    'submit',
    'more',
    'cancel',
    'ready',
    'hear',
    'deliver',
    'deliver',
    'announce',
    'postpone',
    'finish',
    'live',
    'live',
    'live',
    'fail',
    'die',
    'exit',
  ),
  who: fc.nat(5),
  n: fc.integer({ min: 1, max: 12 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A caller's side of the story. */
class Story {
  readonly pool: SimulatedPool
  readonly submitted = new Map<number, number>()
  readonly cancelled = new Set<number>()
  #open: number | undefined

  constructor(description: Partial<PoolDescription>) {
    this.pool = new SimulatedPool(description)
  }

  take({ do: what, who, n }: Step): void {
    const worker = this.pool.worker(who)
    if (what === 'submit') this.#submit(this.submitted.size + 1, n * n, n % 3 === 0)
    else if (what === 'more') this.endSubmission(n)
    else if (what === 'cancel') this.#cancel(who)
    else if (worker === undefined) return
    else if (what === 'ready') this.pool.ready(worker)
    else if (what === 'hear') this.pool.hear(worker)
    else if (what === 'deliver') this.pool.deliver(worker)
    else if (what === 'live') for (let round = 0; round < n * n; round++) this.pool.live(worker)
    else if (what === 'announce') this.pool.announce(worker, n)
    else if (what === 'postpone') this.pool.postpone(worker)
    else if (what === 'finish' || what === 'fail') this.pool.finish(worker, n, what === 'fail')
    else this.pool.die(worker, what === 'exit' ? 0 : null)
  }

  /** The rest of the job that is being submitted. */
  endSubmission(count: number): void {
    const job = this.#open
    this.#open = undefined
    if (job !== undefined && !this.cancelled.has(job)) this.#submit(job, count, false)
  }

  /** Jobs that somebody waits for and that were not refused as a whole. */
  wanted(): [number, number][] {
    return [...this.submitted].filter(([job]) => !this.cancelled.has(job) && !this.pool.broken.has(job))
  }

  #submit(job: number, count: number, isOpen: boolean): void {
    this.endSubmissionOfOther(job)
    const first = this.submitted.get(job) ?? 0
    this.submitted.set(job, first + count)
    this.pool.submit(job, first, count, isOpen)
    if (isOpen) this.#open = job
  }

  endSubmissionOfOther(job: number): void {
    if (this.#open !== undefined && this.#open !== job) this.endSubmission(1)
  }

  #cancel(who: number): void {
    const job = [...this.submitted.keys()][who]
    if (job === undefined) return
    this.cancelled.add(job)
    this.pool.tell({ type: 'cancel', job })
  }
}

const descriptions = fc.record({
  onWorkerDeath: fc.constantFrom<PoolDescription['onWorkerDeath']>('reject', 'retry'),
  maxTasksPerChild: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  processes: fc.integer({ min: 1, max: 4 }),
})

describe('PoolMachine, whatever its workers do and however late they are heard', () => {
  it('gives every task exactly one answer, its own', () => {
    fc.assert(
      fc.property(descriptions, fc.array(step, { maxLength: 150 }), (description, steps) => {
        const story = new Story(description)
        for (const taken of steps) story.take(taken)
        story.endSubmission(2)
        story.pool.settle()
        for (const [job, count] of story.wanted()) {
          for (let index = 0; index < count; index++)
            expect(story.pool.results.has(`${job}.${index}`), `task ${job}.${index} is answered`).toBe(true)
        }
        expect(story.pool.machine.counters.outstanding).toBe(0)
        expect(story.pool.workers.size).toBeLessThanOrEqual(description.processes)
      }),
      { numRuns: 1_000 },
    )
  })

  it('begins no task twice unless it was made to retry', () => {
    fc.assert(
      fc.property(descriptions, fc.array(step, { maxLength: 150 }), (description, steps) => {
        const story = new Story({ ...description, onWorkerDeath: 'reject' })
        for (const taken of steps) story.take(taken)
        story.pool.settle()
        for (const [task, times] of story.pool.begun) expect(times, `begins of ${task}`).toBe(1)
      }),
      { numRuns: 500 },
    )
  })

  it('closed, it does all that it had accepted and ends; terminated, it leaves nobody waiting', () => {
    fc.assert(
      fc.property(
        descriptions,
        fc.array(step, { maxLength: 80 }),
        fc.array(step, { maxLength: 80 }),
        fc.boolean(),
        (description, before, after, isTerminated) => {
          const story = new Story(description)
          const { pool } = story
          for (const taken of before) story.take(taken)
          const accepted = new Set(story.submitted.keys())
          pool.tell({ type: isTerminated ? 'terminate' : 'close', client: caller, id: 1 })
          pool.tell({ type: 'join', client: caller, id: 2 })
          for (const taken of after) story.take(taken)
          story.endSubmission(2)
          pool.settle()
          if (isTerminated) for (const worker of [...pool.workers.values()]) pool.die(worker)
          for (const [job, count] of story.wanted()) {
            for (let index = 0; index < count; index++)
              expect(pool.results.has(`${job}.${index}`), `task ${job}.${index} is answered`).toBe(true)
          }
          const refused = [...pool.broken].filter(([, error]) => error === 'PoolNotRunningError')
          if (!isTerminated) expect(refused.filter(([job]) => accepted.has(job))).toEqual([])
          expect(pool.workers.size).toBe(0)
          expect(pool.answers).toContain('done 2')
        },
      ),
      { numRuns: 500 },
    )
  })
})
