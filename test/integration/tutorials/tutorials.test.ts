import { join } from 'node:path'
import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { engineRun, type EngineRun } from '../../support/engineRun.ts'

/** The programs of the tutorials, and what the tutorials say that they give. */

async function tutorial(name: string, params: Record<string, unknown> = {}): Promise<EngineRun> {
  const file = join(import.meta.dirname, `${name}.ts`)
  const run = await engineRun(`export * from ${JSON.stringify(file)}`, { params })
  expect(run.stderr).toBe('')
  expect(run.end).toMatchObject({ outcome: 'completed', exitCode: 0 })
  return run
}

async function resultOf<T = unknown>(name: string, params: Record<string, unknown> = {}): Promise<T> {
  return (await tutorial(name, params)).end.result as T
}

const lines = ({ stdout }: EngineRun): string[] => stdout.trimEnd().split('\n')

describe('processes', () => {
  it('compute a square and a cube', async () => {
    const printed = lines(await tutorial('squareAndCube'))
    expect(printed.toSorted()).toEqual(['cube 1000', 'done', 'square 100'])
    expect(printed.at(-1)).toBe('done')
  })

  it('have a pid each, and are not alive after join', async () => {
    const { main, known, told, alive } = await resultOf<Record<string, number[]>>('processIds')
    expect(told?.toSorted()).toEqual(known?.toSorted())
    expect(new Set([main, ...(known ?? [])]).size).toBe(3)
    expect(alive).toEqual([false, false])
  })

  it('know their parent', async () => {
    const run = await tutorial('parentAndChild')
    const [main, child] = run.end.result as { pid: number; parentPid: number; name: string }[]
    expect(main).toMatchObject({ title: 'main', name: 'MainProcess', parentPid: undefined })
    expect(child).toMatchObject({ title: 'child', name: 'Process-1', parentPid: main?.pid })
    expect(lines(run)).toEqual(['main goes on', 'hello bob'])
  })

  it('may be of a class of their own', async () => {
    const turns = await resultOf<{ id: number; turn: number }[]>('ownProcessClass')
    for (const id of [0, 1]) {
      const own = turns.filter((turn) => turn.id === id).map(({ turn }) => turn)
      expect(own).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    }
  })

  it('compute the same long sum', async () => {
    const sum = '333332833333500000'
    expect(await resultOf('sumOfSquares')).toEqual([`0: ${sum}`, `1: ${sum}`, `2: ${sum}`])
  })

  it('run after start, and have ended after join', async () => {
    expect(await resultOf('startAndJoin')).toEqual({
      aliveAfterStart: [true, true],
      aliveAfterJoin: [false, false],
      sleptAtTheSameTime: true,
    })
  })
})

describe('what processes share', () => {
  const sorted = (numbers: number[]): number[] => numbers.toSorted((a, b) => a - b)

  it('is a list with a square of each process', async () => {
    const { cores, squares } = await resultOf<{ cores: number; squares: number[] }>('sharedListSquares')
    expect(sorted(squares)).toEqual(Array.from({ length: cores }, (_, n) => n * n))
  })

  it('is a list with the squares of slices', async () => {
    const { workers, squares } = await resultOf<{ workers: number; squares: number[] }>('sharedListSlices')
    expect(workers).toBe(4)
    expect(sorted(squares)).toEqual([4, 9, 16, 25, 36, 49, 144, 225, 625, 841, 961, 1369])
  })

  it('is an array whose numbers are squared in place', async () => {
    expect(await resultOf('arraySquares')).toEqual([4, 9, 36, 49, 64, 64, 81, 9, 9, 9])
  })
})

describe('threads', () => {
  interface Threads {
    threads: number
    processes: number
    squares: number[]
  }

  it('append to one list', async () => {
    const { threads, processes, squares } = await resultOf<Threads>('threadSquares')
    expect({ threads, processes }).toEqual({ threads: 10, processes: 1 })
    expect(squares.toSorted((a, b) => a - b)).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81])
  })

  it('append the squares of ten numbers that are given', async () => {
    const numbers = [2, 3, 4, 5, 6, 7, 12, 15, 25, 29]
    const { squares } = await resultOf<Threads>('threadSquares', { numbers })
    expect(squares.toSorted((a, b) => a - b)).toEqual([4, 9, 16, 25, 36, 49, 144, 225, 625, 841])
  })

  it('are a pool by another import', async () => {
    expect(await resultOf('dummyPool')).toEqual({ squares: [4, 9, 16], isHere: true })
  })
})

describe('mistakes', () => {
  it('a function that workers cannot find is named', async () => {
    expect(await resultOf('functionFromElsewhere')).toEqual({
      square: 49,
      isNotExported: true,
      message: expect.stringMatching(/^'hidden' is not exported by .* Write 'export function hidden'/),
    })
  })

  it('a program that is called as the library is works', async () => {
    expect(await resultOf('multiprocessing')).toEqual([9])
  })

  it('a process that is started while the program is imported is refused', async () => {
    const file = join(import.meta.dirname, 'startedOnImport.ts')
    const { end } = await engineRun(`export * from ${JSON.stringify(file)}`)
    expect(end).toMatchObject({ outcome: 'failed', error: { name: 'BootstrapError' } })
  })
})

describe('queues and pipes', () => {
  it('carry messages in order, until the writer is gone', async () => {
    expect(await resultOf('messagesThroughPipe')).toEqual(['one', 'two', 'three', 'four', 'EOFError'])
  })

  it('end with a mark', async () => {
    const run = await tutorial('queueWithEndMark')
    expect(lines(run)).toEqual([
      'consumed pear',
      'consumed plum',
      'consumed quince',
      'consumer is done',
      'done',
    ])
    expect(run.end.result).toBe(0)
  })

  it('are emptied in the order in which they were filled', async () => {
    expect(await resultOf('queueUntilEmpty')).toEqual({
      order: ['first', 'a', 'b', 'c', 'd', 'e'],
      left: 0,
    })
  })

  it('bring results in any order, which an index restores', async () => {
    expect(await resultOf('resultsInAnyOrder')).toEqual([
      [0, 0],
      [1, 1],
      [2, 4],
      [3, 9],
      [4, 16],
    ])
  })
})

describe('pools', () => {
  it('square lists, and can be used again', async () => {
    expect(await resultOf('poolSquares')).toEqual({
      cores: availableParallelism(),
      long: [9, 16, 25, 36, 36, 49, 7569, 64, 64],
      first: [4, 9, 16],
      second: [100, 441, 1849],
    })
  })

  it('finish the shortest work first when there is a worker for each', async () => {
    expect(await resultOf('workLog')).toEqual(['C', 'B', 'D', 'A'])
  })
})
