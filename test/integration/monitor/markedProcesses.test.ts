import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MarkedProcesses } from '../../../src/monitor/markedProcesses.ts'
import { Children, eventually } from './children.ts'

describe.runIf(process.platform === 'linux')('processes of a run', () => {
  let folder: string
  beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'marked-')))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('are found by their folder alone, also where a symbolic link leads to it, and killed', async () => {
    await using children = new Children()
    const work = join(folder, 'work')
    const link = join(folder, 'link')
    mkdirSync(work)
    symlinkSync(work, link)
    const inFolder = await children.start('sleep', ['600'], { cwd: work, env: {} })
    const elsewhere = await children.start('sleep', ['600'], { cwd: folder, env: {} })
    const ended = once(inFolder, 'exit')
    const marked = new MarkedProcesses({ name: 'FORKSCOPE_MARKED_TEST', value: 'x', folder: link })
    const pids = await eventually(async () => {
      const found = marked.look().map(({ pid }) => pid)
      return found.length > 0 ? found : undefined
    }, 'the process in the folder')
    expect(pids).toEqual([inFolder.pid])
    expect(marked.kill()).toBe(0)
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(elsewhere.exitCode ?? elsewhere.signalCode).toBeNull()
  })
})
