import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { conductExperiment } from '../../../../src/lab/experiments/conductExperiment.ts'
import { experimentNoteSchema, type ExperimentNote } from '../../../../src/lab/experiments/experimentNotes.ts'
import type { ExperimentPlan } from '../../../../src/lab/experiments/experimentPlan.ts'
import type { MeasurablePool } from '../../../../src/lab/experiments/parallelRow.ts'
import { digestAsReturned, digestResults } from '../../../../src/lab/experiments/resultDigest.ts'

/** A pool that maps here and counts as if each item had worked 2 ms and cost 1 ms. */
class FakePool implements MeasurablePool {
  readonly log: string[] = []
  #items = 0

  whenReady = async (): Promise<void> => void this.log.push('ready')
  statistics = async () => ({ startUpMs: 33, busyMs: this.#items * 2, transferMs: this.#items })
  map = async (fn: (item: unknown) => unknown, items: readonly unknown[], chunkSize: number) => {
    this.log.push(`map ${items.length} by ${chunkSize}`)
    this.#items += items.length
    return Promise.all(items.map(fn))
  }
  finish = async (): Promise<void> => void this.log.push('finished')
  terminate = async (): Promise<void> => void this.log.push('terminated')
}

const plan: ExperimentPlan = {
  functionName: 'double',
  items: { kind: 'numbers', count: 40 },
  params: {},
  combinations: [
    { startMethod: 'spawn', workers: 2, chunkSize: 'auto' },
    { startMethod: 'spawn', workers: 4, chunkSize: 7 },
  ],
  repeats: 3,
  view: 'table',
}

async function conduct(
  module: Record<string, unknown>,
  changes: Partial<ExperimentPlan> = {},
): Promise<{ notes: ExperimentNote[]; pools: FakePool[]; error: Error | undefined }> {
  const notes: ExperimentNote[] = []
  const pools: FakePool[] = []
  const createPool = (): FakePool => {
    const pool = new FakePool()
    pools.push(pool)
    return pool
  }
  const report = (note: ExperimentNote): void => void notes.push(experimentNoteSchema.parse(note))
  const error = await conductExperiment(module, { ...plan, ...changes }, { createPool, report }).then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  return { notes, pools, error }
}

function notesOf<K extends ExperimentNote['kind']>(notes: ExperimentNote[], kind: K) {
  return notes.filter((note): note is Extract<ExperimentNote, { kind: K }> => note.kind === kind)
}

describe('an experiment', () => {
  it('measures serial, then every combination on a pool of its own', async () => {
    const { notes, pools, error } = await conduct({ double: (n: number) => 2 * n })
    expect(error).toBeUndefined()
    const serial = notesOf(notes, 'serial').at(-1)
    expect(serial?.serial).toMatchObject({ items: 40 })
    expect(serial?.serial.timesMs).toHaveLength(3)
    const rows = notesOf(notes, 'row').map(({ row }) => row)
    expect(rows).toMatchObject([
      { startMethod: 'spawn', workers: 2, chunkSize: 5, startUpMs: 33, workMs: 40, transferMs: 20 },
      { startMethod: 'spawn', workers: 4, chunkSize: 7, workMs: 20, transferMs: 10 },
    ])
    expect(new Set([serial?.serial.resultDigest, ...rows.map((row) => row.resultDigest)]).size).toBe(1)
    for (const [index, pool] of pools.entries()) {
      const measured = `map 40 by ${rows[index]?.chunkSize}`
      expect(pool.log).toEqual([
        'ready',
        expect.stringMatching(/^map/),
        measured,
        measured,
        measured,
        'finished',
      ])
    }
  })

  it('reports progress that only grows, up to its total', async () => {
    const { notes } = await conduct({ double: (n: number) => 2 * n })
    const progress = notesOf(notes, 'progress')
    const done = progress.map((note) => note.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toMatchObject({ done: 400, total: 400, remainingMs: 0 })
  })

  it('shows the first results, and how many there are', async () => {
    const { notes } = await conduct(
      { double: (n: number) => new Map([['n', n]]) },
      { items: { kind: 'numbers', count: 1_500 }, combinations: [] },
    )
    const [results] = notesOf(notes, 'results')
    expect(results).toMatchObject({ total: 1_500, values: { length: 1_000 } })
    expect(results?.values[3]).toEqual({ $type: 'Map', entries: [['n', 3]] })
  })

  it('shows the rows of a picture while the first pass goes on, as bytes in base64', async () => {
    const { notes } = await conduct(
      { double: (n: number) => ({ width: 1, rgb: new Uint8Array([n, 0, 255]) }) },
      { view: 'picture', combinations: [] },
    )
    const rows = notesOf(notes, 'partial').flatMap(({ first, values }) =>
      values.map((value, at) => [first + at, value]),
    )
    expect(rows).toHaveLength(40)
    expect(rows[7]).toEqual([7, { width: 1, rgb: Buffer.from([7, 0, 255]).toString('base64') }])
  })

  it('awaits functions that are asynchronous, one item after the other', async () => {
    let running = 0
    let most = 0
    const double = async (n: number): Promise<number> => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      return 2 * n
    }
    const { error } = await conduct({ double }, { combinations: [] })
    expect(error).toBeUndefined()
    expect(most).toBe(1)
  })

  it('names the item that failed, and ends the pool when one fails there', async () => {
    const failing = { double: (n: number) => (n === 5 ? JSON.parse('{') : n) as unknown }
    expect((await conduct(failing)).error?.message).toMatch(/^double failed on item 5: SyntaxError: /)

    let calls = 0
    const failsLater = await conduct({ double: () => (++calls > 170 ? expect.fail('too late') : calls) })
    expect(failsLater.pools.at(-1)?.log.at(-1)).toBe('terminated')
  })

  it('takes items from the module, says what was left out, and refuses to map nothing', async () => {
    const items = (count: number) => ({ items: Array(count).fill(1), notes: ['2 files were left out.'] })
    const double = (n: number): number => n
    const changes = { items: { kind: 'module', from: 3 }, combinations: [] } as const
    const { notes } = await conduct({ items, double }, { ...changes, combinations: [] })
    expect(notesOf(notes, 'remark')).toEqual([{ kind: 'remark', message: '2 files were left out.' }])
    expect(notesOf(notes, 'results')[0]?.total).toBe(3)

    const empty = { ...changes, combinations: [], items: { kind: 'module', from: '/some/folder' } } as const
    const { error } = await conduct({ items: () => [], double }, { ...empty, combinations: [] })
    expect(error).toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/'\/some\/folder' holds no files/) as string,
    })
  })

  it('refuses an export that is no function', async () => {
    expect((await conduct({ double: 2 })).error).toMatchObject({ name: 'UserError' })
  })
})

describe('the digest of results', () => {
  class Point {
    readonly x = 1
    #hidden = 2
    toJSON(): unknown {
      return { secret: this.#hidden }
    }
  }
  const cyclic: Record<string, unknown> = { n: 1n }
  cyclic['self'] = cyclic

  it.each([
    ['an instance with toJSON', new Point(), { x: 1 }],
    [
      'a getter',
      {
        get x() {
          return 1
        },
      },
      { x: 1 },
    ],
    ['an error', Object.assign(new RangeError('no'), { code: 7 }), structuredClone(new RangeError('no'))],
    ['a nested instance in a map', new Map([[1, [new Point()]]]), new Map([[1, [{ x: 1 }]]])],
    ['bytes', Buffer.from('abc'), Buffer.from('abc')],
    ['a cycle', cyclic, structuredClone(cyclic)],
    ['nothing', undefined, undefined],
  ])('of %s is that of what a pool returns', (_, result, returned) => {
    expect(digestAsReturned([result, 1])).toBe(digestResults([returned, 1]))
  })

  it('is there also of results that neither JSON nor a pool can hold', () => {
    const other = { ...cyclic, n: 2n }
    const values = [
      cyclic,
      other,
      { cyclic, fn: () => 1 },
      {
        get x() {
          throw new Error('no')
        },
      },
    ]
    const digests = values.map((value) => digestAsReturned([0, value]))
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(digests).size).toBe(values.length)
  })

  it('is that of their JSON, however they are sliced', () => {
    for (const length of [0, 1, 9_999, 10_000, 10_001, 20_000]) {
      const results = Array.from({ length }, (_, n) => ({ n }))
      const expected = createHash('sha256').update(JSON.stringify(results)).digest('hex')
      expect(digestResults(results)).toBe(expected)
    }
  })

  it('tells bytes, maps and bigints apart', () => {
    const values = [new Uint8Array([1]), new Uint8Array([2]), new Map([[1, 2]]), new Map([[1, 3]]), 1n, 2n]
    expect(new Set(values.map((value) => digestResults([value]))).size).toBe(values.length)
  })
})
