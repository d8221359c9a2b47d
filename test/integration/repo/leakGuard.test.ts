import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '../../../scripts/processes.mjs'
import { isRunning } from '../../support/leaks.ts'

/** The guard of all other tests, on files that do leave something behind. */

const root = join(import.meta.dirname, '../../..')

async function runCases(
  names: string[],
  config = 'vitest.config.ts',
): Promise<{ code: number; output: string }> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--config', `test/fixtures/leaks/${config}`, '--root', root, ...names]
  return run(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1' } })
}

it('fails a file that leaves something, names what, and lets a tidy one pass', async () => {
  const { code, output } = await runCases(['folder.case', 'tidy.case'])
  expect(output).toMatch(/FAIL .*folder\.case/)
  expect(output).toMatch(/forkscope-left-/)
  expect(output).toMatch(/Test Files .*1 failed \| 1 passed/)
  expect(code).toBe(1)
})

it.runIf(process.platform === 'linux')('ends a process that a file leaves', async () => {
  const { code, output } = await runCases(['orphan.case'])
  expect(output).toMatch(/process \d+: .*setInterval.*first seen after "leaves an orphan"/s)
  expect(code).toBe(1)
  const pid = Number(/process (\d+):/.exec(output)?.[1])
  expect(isRunning(pid)).toBe(false)
})

it.runIf(process.platform === 'linux')('tells of each case what it leaves, and no other for it', async () => {
  const { code, output } = await runCases(['cases.case'], 'cases.config.ts')
  const failed = [...output.matchAll(/FAIL .* > (.*)\n.*This case left behind:\s*(\S+ \S+)/g)]
  expect(failed.map(([, name, leak]) => [name, leak?.replace(/\d+:$/, 'N').replace(/\/.*/, 'PATH')])).toEqual(
    [
      ['leaves a process', 'process N'],
      ['leaves a socket', '1 open'],
      ['leaves a folder', 'file PATH'],
    ],
  )
  expect(output).toMatch(/3 failed \| 1 passed/)
  expect(code).toBe(1)
})
