import { beforeEach, describe, expect, it } from 'vitest'
import type { LaunchedProcess } from '../../../../src/engine/processes/launcher.ts'
import { ThreadLauncher } from '../../../../src/engine/processes/threadLauncher.ts'
import { itemKinds } from '../../../../src/engine/values/item.ts'
import { ItemRun } from '../../../../src/engine/values/itemRun.ts'
import type { ClientOperation } from '../../../../src/engine/wire/operations.ts'

type Visit = ReturnType<ThreadLauncher['keeperArrived']>
type Socket = Parameters<ThreadLauncher['keeperArrived']>[1]

/** The session's side alone: the keeper and the threads are played by the test. */
describe('ThreadLauncher', () => {
  let told: unknown[] = []
  let isAlive = true
  let threads: ThreadLauncher

  beforeEach(() => {
    told = []
    isAlive = true
    threads = new ThreadLauncher({
      keeperEntry: '/keeper.js',
      isAlive: () => isAlive,
      tell: (memorySpace, operation) => told.push([memorySpace, operation.op]),
      pidOf: (memorySpace) => 1_000 + memorySpace,
    })
  })

  const socket = (): Socket =>
    ({ post: (operation: { op: string }) => told.push(operation.op) }) as unknown as Socket
  const say = (visit: Visit | undefined, operation: ClientOperation, items?: ItemRun): void =>
    visit?.onMessages([{ operation, items }])
  const launch = (processId: number): LaunchedProcess =>
    threads.launch({
      processId,
      memorySpace: 1,
      entry: '/worker.js',
      address: '/broker',
      env: { FORKSCOPE_BOOTSTRAP: '{}' },
      workingDirectory: '/',
      name: `thread ${processId}`,
    })
  const exitOf = (thread: LaunchedProcess): Promise<unknown[]> =>
    new Promise((resolve) => thread.onExit((...facts) => resolve(facts)))
  const textOf = async (thread: LaunchedProcess, name: 'stdout' | 'stderr'): Promise<string> => {
    let text = ''
    for await (const chunk of thread[name]) text += String(chunk)
    return text
  }
  const bytes = (text: string): ItemRun =>
    ItemRun.pack([
      { kind: itemKinds.bytes, text: undefined, bytes: Buffer.from(text), references: undefined },
    ])

  it('asks for one keeper, and tells it what was asked for before it came', async () => {
    const [first] = [launch(2), launch(3)]
    expect(told).toEqual([[1, 'thread.keep']])
    const keeper = threads.keeperArrived(1, socket())
    expect(told.slice(1)).toEqual(['thread.launch', 'thread.launch'])
    say(keeper, { op: 'thread.started', processId: 2 })
    expect(await first.started).toBe(1_001)
    launch(4)
    expect(told.at(-1)).toBe('thread.launch')
  })

  it('reports the end, and what was printed until its connection closed', async () => {
    const thread = launch(2)
    const keeper = threads.keeperArrived(1, socket())
    const output = threads.outputArrived(2, socket())
    say(keeper, { op: 'thread.started', processId: 2 })
    say(output, { op: 'thread.output', stream: 'stdout', n: 1 }, bytes('one '))
    say(keeper, { op: 'thread.exited', processId: 2, end: { exitCode: 3, signal: null, cause: null } })
    say(output, { op: 'thread.output', stream: 'stdout', n: 1 }, bytes('two'))
    output?.onClosed()
    expect(await exitOf(thread)).toEqual([3, null, null])
    expect(await textOf(thread, 'stdout')).toBe('one two')
    expect(threads.outputArrived(2, socket())).toBeUndefined()
  })

  it('says on stderr what a thread could not say itself', async () => {
    const thread = launch(2)
    const keeper = threads.keeperArrived(1, socket())
    say(keeper, { op: 'thread.started', processId: 2 })
    const end = { exitCode: 1, signal: null, cause: 'Error: before its first line' } as const
    say(keeper, { op: 'thread.exited', processId: 2, end })
    expect(await textOf(thread, 'stderr')).toBe('Error: before its first line\n')
  })

  it('ends every thread of a process that has ended, by what it was asked to end by', async () => {
    const [running, killed, starting] = [launch(2), launch(3), launch(4)]
    const keeper = threads.keeperArrived(1, socket())
    for (const processId of [2, 3]) say(keeper, { op: 'thread.started', processId })
    killed.kill('SIGKILL')
    keeper.onClosed()
    threads.spaceEnded(1, 'its process is gone')
    expect(await exitOf(running)).toEqual([null, 'SIGTERM', 'its process is gone'])
    expect(await exitOf(killed)).toEqual([null, 'SIGKILL', 'its process is gone'])
    await expect(starting.started).rejects.toThrow('its process is gone')
    // Nobody is there to be told, and nothing is asked for anew.
    const count = told.length
    running.kill('SIGTERM')
    expect(told).toHaveLength(count)
  })

  it('asks for another keeper when one was lost, and refuses where the process has ended', async () => {
    launch(2).started.catch(() => {})
    threads.keeperArrived(1, socket()).onClosed()
    threads.spaceEnded(1, 'its keeper is gone')
    launch(3).started.catch(() => {})
    expect(told.filter((one) => Array.isArray(one))).toEqual([
      [1, 'thread.keep'],
      [1, 'thread.keep'],
    ])
    threads.spaceEnded(1, 'its keeper is gone')
    isAlive = false
    await expect(launch(4).started).rejects.toThrow('has ended')
  })
})
