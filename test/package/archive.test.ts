import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkedPackageFolder } from '../../scripts/dist/checkedPackage.mjs'
import { linuxExecutable } from '../../scripts/dist/packagedManifest.mjs'
import { repositoryRoot } from '../support/cli.ts'
import { runProgram, type CommandResult } from './support/command.ts'

/**
 * The archive as it is, unextracted: what the app starts (esbuild above all) finds nothing in it, and a process that
 * is not told to be Node would open a window.
 */

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forkscope-archive-'))
  const packed = checkedPackageFolder(repositoryRoot)
  await cp(join(packed, 'resources'), join(folder, 'resources'), { recursive: true })
  const program = join(folder, linuxExecutable)
  const reader = join(import.meta.dirname, 'support', 'archiveNode.ts')
  const script = [
    '#!/bin/sh',
    '[ "${ELECTRON_RUN_AS_NODE:-}" = 1 ] || { echo "A window opens for $*" >&2; exit 70; }',
    `FORKSCOPE_ARCHIVE='${join(folder, 'resources', 'app.asar')}' FORKSCOPE_ARCHIVE_NODE='${program}'`,
    'export FORKSCOPE_ARCHIVE FORKSCOPE_ARCHIVE_NODE',
    `exec '${process.execPath}' --import '${reader}' "$@"`,
  ]
  await writeFile(program, `${script.join('\n')}\n`)
  await chmod(program, 0o755)
})

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

function forkscope(...args: string[]): Promise<CommandResult> {
  return runProgram(join(folder, 'resources', 'bin', 'forkscope'), args, { cwd: '/' })
}

describe.skipIf(process.platform === 'win32').concurrent('from within the archive', () => {
  test.for(['spawn', 'standby', 'thread'])('a program runs by %s', async (startMethod) => {
    const { exitCode, stdout, stderr } = await forkscope(
      'run',
      'queue',
      '--start-method',
      startMethod,
      '--json',
    )
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout).run).toMatchObject({ outcome: 'completed', startMethod })
  })

  test('an exercise is graded', async () => {
    const exercises = join(folder, 'resources', 'app.asar.unpacked', 'resources', 'exercises')
    const name = (await readdir(exercises)).find((each) => each.startsWith('14-'))!
    const { exitCode, stdout, stderr } = await forkscope(
      'check',
      name.slice(3),
      join(exercises, name, 'solution.ts'),
    )
    expect(stdout.trimEnd().split('\n').at(-1), stdout + stderr).toBe('solution.ts passed.')
    expect(exitCode).toBe(0)
  })

  test('an experiment is measured', async () => {
    const args = ['--items', '100', '--workers', '1', '--repeats', '1', '--csv']
    const { exitCode, stdout, stderr } = await forkscope('map', 'square', ...args)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/\nspawn,/)
  })

  test('the page is served', async () => {
    const child = spawn(join(folder, 'resources', 'bin', 'forkscope'), ['serve'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const response = await fetch(/http:\S+/.exec(String(line))![0])
      const text = await response.text()
      const script = /src="([^"]+\.js)"/.exec(text)![1]!
      expect((await fetch(new URL(script, response.url))).headers.get('content-type')).toContain('javascript')
    } finally {
      child.kill('SIGTERM')
    }
    expect(await once(child, 'close')).toEqual([143, null])
  })

  test('the library is declared to an editor', async () => {
    const own = join(folder, 'own')
    await mkdir(own)
    const { exitCode, stderr } = await forkscope('types', '--dir', own)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(await readdir(own)).toContain('multiprocessing.d.ts')
  })
})
