import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { WebHost, WebHostOptions } from '../../../src/main/web/index.ts'
import type { ProcessTable } from '../../../src/shared/machine.ts'
import { RpcClient } from '../../../src/shared/rpc/client.ts'
import type { RunUpdate } from '../../../src/shared/runUpdate.ts'
import { repositoryRoot } from '../../support/cli.ts'
import { isRunning } from '../../support/leaks.ts'
import { webSocketPeer } from '../../support/webSocketPeer.ts'

/** The built browser host with everything below it, as `npm start` and `forkscope serve` load it. */

let host: WebHost
const pages: WebSocket[] = []

beforeAll(async () => {
  const entry = pathToFileURL(join(repositoryRoot, 'out', 'main', 'serve.js')).href
  const { startWebHost } = (await import(entry)) as {
    startWebHost(options: WebHostOptions): Promise<WebHost>
  }
  host = await startWebHost({ root: repositoryRoot })
})

afterEach(() => {
  for (const page of pages.splice(0)) page.terminate()
})

afterAll(() => host?.close())

async function openPage(): Promise<{ client: RpcClient; close(): Promise<unknown> }> {
  const { host: address, hash, origin } = new URL(host.url)
  const page = new WebSocket(`ws://${address}/rpc`, { origin })
  pages.push(page)
  await once(page, 'open')
  page.send(JSON.stringify({ token: hash.slice('#token='.length) }))
  return {
    client: new RpcClient(webSocketPeer(page)),
    close: () => {
      const closed = once(page, 'close')
      page.close()
      return closed
    },
  }
}

function firstUpdate(
  client: RpcClient,
  runId: string,
  isIt: (update: RunUpdate) => boolean,
): Promise<RunUpdate> {
  return new Promise((resolve, reject) => {
    client.subscribe(
      'run',
      { runId },
      {
        onItem: (update) => isIt(update) && resolve(update),
        onEnd: () => reject(new Error('The run ended before.')),
        onError: reject,
      },
    )
  })
}

function table(client: RpcClient, isIt: (table: ProcessTable) => boolean): Promise<ProcessTable> {
  return new Promise((resolve, reject) => {
    const dispose = client.subscribe(
      'processes',
      { intervalMs: 250 },
      {
        onItem: (item) => {
          if (!isIt(item)) return
          dispose()
          resolve(item)
        },
        onError: reject,
      },
    )
  })
}

const longRun = {
  source: {
    kind: 'source',
    fileName: 'long.ts',
    source: `export async function main() {
      console.log('it runs')
      await new Promise((resolve) => setTimeout(resolve, 600_000))
    }`,
  },
} as const

test('a run goes on when its last page closes, and the next page sees all of it', async () => {
  const first = await openPage()
  const { runId } = await first.client.call('runs.start', longRun)
  const seen = await firstUpdate(first.client, runId, ({ output }) => output.length > 0)
  const pid = seen.snapshot.processes[0]!.pid
  await first.close()
  expect(isRunning(pid)).toBe(true)

  const [second, third] = await Promise.all([openPage(), openPage()])
  const watched = await Promise.all(
    [second, third].map(({ client }) => firstUpdate(client, runId, () => true)),
  )
  for (const { snapshot, output } of watched) {
    expect(snapshot.processes.map((process) => process.pid)).toEqual([pid])
    expect(output.map(({ text }) => text).join('')).toContain('it runs')
  }
  const [report] = await Promise.all([
    third.client.call('runs.report', { runId }),
    second.client.call('runs.stop', { runId }),
  ])
  expect(report.run.outcome).toBe('killed')
  expect(isRunning(pid)).toBe(false)
})

test("the process table marks the run's processes, and the host cannot be ended from it", async () => {
  const { client } = await openPage()
  const { runId } = await client.call('runs.start', longRun)
  const { snapshot } = await firstUpdate(
    client,
    runId,
    ({ snapshot }) => (snapshot.processes[0]?.pid ?? 0) > 0,
  )
  const pid = snapshot.processes[0]!.pid
  const { rows } = await table(client, ({ rows }) => rows.some((row) => row.runId === runId))
  expect(rows.filter((row) => row.runId === runId).map((row) => row.pid)).toEqual([pid])
  const own = rows.find((row) => row.pid === process.pid)!
  expect(own.canEnd).toBe(false)
  await expect(client.call('processes.end', { handle: own.handle, signal: 'SIGKILL' })).rejects.toMatchObject(
    { code: 'refused' },
  )
  await client.call('runs.endProcess', {
    runId,
    processId: snapshot.processes[0]!.processId,
    signal: 'SIGKILL',
  })
  const report = await client.call('runs.report', { runId })
  expect(report.processes).toMatchObject([{ pid, signal: 'SIGKILL' }])
})

test('a process of the user is ended by its handle, and not by that of another', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const { client } = await openPage()
  const { rows } = await table(client, ({ rows }) => rows.some((row) => row.pid === child.pid))
  const { handle } = rows.find((row) => row.pid === child.pid)!
  const reused = handle.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))
  for (const wrong of [reused, '1-1', '0-0', '-1-1', `${child.pid}`, 'x'])
    await expect(client.call('processes.end', { handle: wrong, signal: 'SIGKILL' })).rejects.toMatchObject({
      code: expect.stringMatching(/refused|not-found/),
    })
  expect(isRunning(child.pid!)).toBe(true)
  await client.call('processes.end', { handle, signal: 'SIGTERM' })
  expect(await ended).toEqual([null, 'SIGTERM'])
})

test('a new page gets the load of the last minute at once, then each sample', async () => {
  const [first, second] = await Promise.all([openPage(), openPage()])
  const { machine, homeDirectory, startMethods } = await first.client.call('host.info', null)
  expect({ homeDirectory, startMethods }).toEqual({
    homeDirectory: homedir(),
    startMethods: ['spawn', 'standby', 'thread'],
  })
  const sizes = await loads(first.client, 3)
  expect(sizes.slice(1)).toEqual([1, 1])
  expect((await loads(second.client, 1))[0]).toBeGreaterThan(2)

  function loads(client: RpcClient, count: number): Promise<number[]> {
    const lengths: number[] = []
    return new Promise((resolve, reject) => {
      client.subscribe('machine', null, {
        onItem: (item) => {
          for (const { cores } of item) expect(cores).toHaveLength(machine.logicalCores)
          if (lengths.push(item.length) === count) resolve(lengths)
        },
        onError: reject,
      })
    })
  }
})

test('mistakes of the user come back as one sentence with a code', async () => {
  const { client } = await openPage()
  const run = (source: string) =>
    client.call('runs.start', { source: { kind: 'source', source, fileName: 'mine.ts' } })
  await expect(run('export function main( {')).rejects.toMatchObject({
    code: 'bad-program',
    remote: { facts: { location: { file: 'mine.ts', line: 1 } } },
  })
  await expect(run('export const other = 1')).rejects.toMatchObject({ code: 'bad-program' })
  await expect(client.call('runs.stop', { runId: 'nope' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(firstUpdate(client, 'nope', () => true)).rejects.toMatchObject({ code: 'not-found' })
  await expect(client.call('runs.start', { ...longRun, startMethod: 'utility' })).rejects.toMatchObject({
    code: 'unsupported',
  })
  await expect(client.call('folders.list', { path: '/no/such' })).rejects.toMatchObject({ code: 'not-found' })
})
