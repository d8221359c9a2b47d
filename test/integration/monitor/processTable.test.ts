import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { userInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { processTableSchema } from '../../../src/shared/machine.ts'
import { endProcess } from '../../../src/monitor/endProcess.ts'
import { parseHandle } from '../../../src/monitor/processHandle.ts'
import { ProcessTableSampler } from '../../../src/monitor/processTable.ts'
import { ProcTableSource } from '../../../src/monitor/proc/procTableSource.ts'
import { ownRights } from '../../../src/monitor/processRules.ts'
import { loadSystemInformation } from '../../../src/monitor/system/systemInformation.ts'
import { SystemLookUp } from '../../../src/monitor/system/systemLookUp.ts'
import { SystemTableSource } from '../../../src/monitor/system/systemTableSource.ts'
import { Children, eventually, scheduling, startZombie } from './children.ts'

/** A sampler for each look: tables that are asked for together would be one. */
const rowsNow = async () => (await new ProcessTableSampler().sample()).rows
const rowOf = async (pid: number) => (await rowsNow()).find((row) => row.pid === pid)

function psPids(): Set<number> {
  const output = execFileSync('ps', ['-eo', 'pid='], { encoding: 'utf8' })
  return new Set(output.trim().split(/\s+/).map(Number))
}

describe.runIf(process.platform === 'linux')('ProcessTableSampler on the real table', () => {
  it('lists what ps lists', async () => {
    const ghosts = await eventually(async () => {
      const before = psPids()
      const listed = (await rowsNow()).map((row) => row.pid)
      const after = psPids()
      // Whoever lived before and after lived in between.
      const steady = [...before].filter((pid) => after.has(pid))
      expect(steady.length).toBeGreaterThan(3)
      expect(steady.filter((pid) => !listed.includes(pid))).toEqual([])
      // A process that lived only in between is in neither list of ps: then look again.
      const unknown = listed.filter((pid) => !before.has(pid) && !after.has(pid))
      return unknown.length === 0 ? unknown : undefined
    }, 'a table without rows that ps does not have')
    expect(ghosts).toEqual([])
  })

  it('tells of a process what ps tells', async () => {
    await using children = new Children()
    const startedAfter = Date.now()
    const child = await children.start('sleep', ['612.5'])
    // Started is not loaded: it sleeps when it is.
    const row = await eventually(async () => {
      const seen = await rowOf(child.pid)
      return seen?.state === 'sleeping' && seen.name === 'sleep' ? seen : undefined
    }, 'sleeping')
    const ps = (format: string) =>
      execFileSync('ps', ['-o', `${format}=`, '-p', String(child.pid)], { encoding: 'utf8' }).trim()
    expect(row).toMatchObject({
      parentPid: process.pid,
      name: ps('comm'),
      command: ps('args'),
      user: userInfo().username,
      state: 'sleeping',
      threads: 1,
      canEnd: true,
    })
    expect(Math.abs(row.rssBytes - Number(ps('rss')) * 1024)).toBeLessThan(512 * 1024)
    expect(Math.abs(row.startedAt - Date.parse(ps('lstart')))).toBeLessThan(2500)
    expect(row.startedAt).toBeGreaterThan(startedAfter - 100)
    expect(row.startedAt).toBeLessThan(Date.now() + 100)
  })

  it('follows the schema, and marks runs with their descendants and what may not be ended', async () => {
    await using children = new Children()
    const parent = await children.startNode(
      'const child = require("child_process").spawn("sleep", ["600"]); console.log(child.pid)',
    )
    const sampler = new ProcessTableSampler({ runOf: (pid) => (pid === parent.pid ? 'run-7' : undefined) })
    const table = processTableSchema.parse(await sampler.sample())
    const byPid = new Map(table.rows.map((row) => [row.pid, row]))
    expect(byPid.get(parent.pid)).toMatchObject({ runId: 'run-7', canEnd: true, name: 'node' })
    expect(byPid.get(Number(parent.line))).toMatchObject({ runId: 'run-7', name: 'sleep' })
    expect(byPid.get(process.pid)?.runId).toBeUndefined()
    expect(byPid.get(process.pid)?.canEnd).toBe(false)
    expect(byPid.get(1)?.canEnd).toBe(false)
    for (const row of table.rows) {
      expect(parseHandleOf(row.handle).pid).toBe(row.pid)
      if (/^\[k(worker|threadd|softirqd)/.test(row.command)) expect(row.canEnd).toBe(false)
    }
    process.kill(Number(parent.line), 'SIGKILL')
  })

  it('is much the same by the package that is used elsewhere, to the end of a process', async () => {
    await using children = new Children()
    const child = await children.start('sleep', ['600'])
    const source = new SystemTableSource(loadSystemInformation, ownRights())
    const { rows } = await new ProcessTableSampler({ source }).sample()
    const theirs = rows.find((row) => row.pid === child.pid)
    expect(theirs).toMatchObject({
      parentPid: process.pid,
      name: 'sleep',
      command: 'sleep 600',
      user: userInfo().username,
      canEnd: true,
    })
    expect(rows.find((row) => row.pid === process.pid)?.canEnd).toBe(false)
    const lookUp = new SystemLookUp(loadSystemInformation)
    const [pid, startTime] = (theirs?.handle ?? '').split('-').map(Number) as [number, number]
    await expect(endProcess(`${pid}-${startTime - 60}`, 'SIGTERM', { lookUp })).rejects.toThrow(
      'another process',
    )
    const exited = once(child, 'exit')
    await endProcess(`${pid}-${startTime}`, 'SIGTERM', { lookUp })
    expect(await exited).toEqual([null, 'SIGTERM'])
  })

  it('shows a start, an end and a new program within two samples', async () => {
    await using children = new Children()
    const source = new ProcTableSource(ownRights())
    const look = async (pid: number) =>
      (await source.read(20_000, () => false)).rows.find((row) => row.pid === pid)
    await look(process.pid)
    const child = await children.start('sh', ['-c', 'read line; exec sleep 600'])
    expect(await look(child.pid)).toMatchObject({ name: 'sh', command: 'sh -c read line; exec sleep 600' })
    child.stdin?.write('\n')
    await eventually(async () => (await look(child.pid))?.command === 'sleep 600' || undefined, 'exec')
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    expect(await look(child.pid)).toBeUndefined()
  })

  it('shows a title that was changed, a hostile one harmlessly, within ten samples', async () => {
    await using children = new Children()
    const source = new ProcTableSource(ownRights())
    const look = async (pid: number) =>
      (await source.read(20_000, () => false)).rows.find((row) => row.pid === pid)
    const child = await children.startNode(
      'process.stdin.once("data", () => { process.title = "a\\u001b]52;c;eA\\u0007<img>" }); console.log("ready")',
      'x'.repeat(100),
    )
    await look(child.pid)
    child.stdin?.write('go\n')
    const row = await eventually(async () => {
      const seen = await look(child.pid)
      return seen?.command.startsWith('a') ? seen : undefined
    }, 'title')
    expect(row.command).toBe('a�]52;c;eA�<img>')
  })

  it('keeps the handle and the start of a process, and counts CPU between two tables', async () => {
    await using children = new Children()
    const busy = await children.startNode('process.stdout.write("go\\n", () => { for (;;); })')
    const sampler = new ProcessTableSampler()
    const first = (await sampler.sample()).rows.find((row) => row.pid === busy.pid)
    const startedAtMs = performance.now()
    const before = scheduling(busy.pid)
    await new Promise((resolve) => setTimeout(resolve, 600))
    const second = (await sampler.sample()).rows.find((row) => row.pid === busy.pid)
    expect(second).toMatchObject({ handle: first?.handle, startedAt: first?.startedAt, state: 'running' })
    const ranMs = scheduling(busy.pid).runMs - before.runMs
    const ran = (ranMs / (performance.now() - startedAtMs)) * 100
    expect(Math.abs((second?.cpuPercent ?? 0) - ran)).toBeLessThan(15)
  })

  it('counts the rows that have no place, and keeps those of runs', async () => {
    await using children = new Children()
    const child = await children.start('sleep', ['600'])
    const sampler = new ProcessTableSampler({
      maxRows: 3,
      runOf: (pid) => (pid === child.pid ? 'run' : undefined),
    })
    const { rows, omitted } = await sampler.sample()
    expect(rows).toHaveLength(3)
    expect(rows.map((row) => row.pid)).toEqual(expect.arrayContaining([process.pid, child.pid]))
    expect(omitted).toBeGreaterThan(0)
  })
})

describe.runIf(process.platform === 'linux')('endProcess on real processes', () => {
  const handleOf = async (pid: number): Promise<string> => {
    const row = await rowOf(pid)
    if (!row) throw new Error(`process ${pid} is not in the table`)
    return row.handle
  }

  it('ends a sleeping process by its handle, once', async () => {
    await using children = new Children()
    const child = await children.start('sleep', ['600'])
    const handle = await handleOf(child.pid)
    const exited = once(child, 'exit')
    await endProcess(handle, 'SIGTERM')
    expect(await exited).toEqual([null, 'SIGTERM'])
    await expect(endProcess(handle, 'SIGTERM')).rejects.toMatchObject({
      name: 'UserError',
      code: 'not-found',
    })
  })

  it('forces one that ignores SIGTERM while its loop is blocked', async () => {
    await using children = new Children()
    const child = await children.startNode(
      'process.on("SIGTERM", () => {}); process.stdout.write("x\\n", () => { for (;;); })',
    )
    const exited = once(child, 'exit')
    await endProcess(await handleOf(child.pid), 'SIGTERM')
    expect((await rowOf(child.pid))?.state).toBe('running')
    await endProcess(await handleOf(child.pid), 'SIGKILL')
    expect(await exited).toEqual([null, 'SIGKILL'])
  })

  it('refuses a handle with another start time, and the process lives on', async () => {
    await using children = new Children()
    const child = await children.start('sleep', ['600'])
    const [pid, startTime] = (await handleOf(child.pid)).split('-').map(Number) as [number, number]
    for (const other of [startTime - 1, startTime + 1, 0]) {
      await expect(endProcess(`${pid}-${other}`, 'SIGKILL')).rejects.toMatchObject({
        name: 'UserError',
        code: 'refused',
        message: expect.stringMatching(/its pid now belongs to another process \(sleep, started 20\d\d-/),
      })
    }
    expect((await rowOf(child.pid))?.state).toBe('sleeping')
  })

  it('refuses a zombie, the kernel and itself', async () => {
    await using children = new Children()
    const pid = await startZombie(children)
    const zombie = await eventually(async () => {
      const row = await rowOf(pid)
      return row?.state === 'zombie' ? row : undefined
    }, 'zombie')
    expect(zombie).toMatchObject({
      canEnd: false,
      command: expect.stringMatching(/^\[(sleep|sh)\] <defunct>$/) as string,
    })
    await expect(endProcess(zombie.handle, 'SIGKILL')).rejects.toThrow(`end the parent to remove it`)
    await expect(endProcess(await handleOf(process.pid), 'SIGKILL')).rejects.toThrow('is Forkscope itself')
    const kernelThread = (await rowsNow()).find((row) => row.name.startsWith('kworker'))
    if (kernelThread)
      await expect(endProcess(kernelThread.handle, 'SIGKILL')).rejects.toThrow('part of the kernel')
  })

  it.runIf(process.getuid?.() === 0)("refuses another user's process when it is not root", async () => {
    await using children = new Children()
    const child = await children.start('sleep', ['600'])
    const handle = await handleOf(child.pid)
    const rights = { isOwn: () => false, uids: [65534, 65534] as const }
    await expect(endProcess(handle, 'SIGKILL', { rights })).rejects.toThrow('belongs to the user root')
    expect(await rowOf(child.pid)).toBeDefined()
  })
})

function parseHandleOf(handle: string): { pid: number } {
  // Process 1 has a handle like every row; ending it is what is refused.
  return /^[01]-/.test(handle) ? { pid: Number(handle.split('-')[0]) } : parseHandle(handle)
}
