import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { runProgram, type CommandResult } from './support/command.ts'
import { extractPackage, mergeIntoFolder, type ExtractedPackage } from './support/extractedPackage.ts'

/** `forkscope` as who has installed the package calls it, with nothing of the clone in reach. */

let extracted: ExtractedPackage

beforeAll(async () => {
  extracted = await extractPackage()
})

afterAll(() => extracted?.remove())

function forkscope(...args: string[]): Promise<CommandResult> {
  return runProgram(extracted.commandLine, args, { cwd: '/' })
}

describe.skipIf(process.platform === 'win32').concurrent('the packaged command line', () => {
  test.for(['processes', 'queue', 'pipe'])('runs the program %s', async (program) => {
    const { exitCode, stdout, stderr } = await forkscope('run', program, '--json')
    expect([exitCode, stderr]).toEqual([0, ''])
    const { run, processes } = JSON.parse(stdout)
    expect(run).toMatchObject({ outcome: 'completed', exitCode: 0 })
    expect(processes.length).toBeGreaterThan(1)
  })

  test.for([
    'two-processes',
    'exit-codes-and-signals',
    'not-exported',
    'map-keeps-order',
    'max-tasks-per-child',
    'producer-consumer',
    'end-of-file',
    'managed-list',
    'lost-update',
    'event-and-barrier',
  ])('grades the solution of %s as passed', async (exercise) => {
    const folder = (await readdir(extracted.exercises)).find((name) => name.slice(3) === exercise)
    const solution = join(extracted.exercises, folder ?? '', 'solution.ts')
    const { exitCode, stdout, stderr } = await forkscope('check', exercise, solution)
    expect(stdout.trimEnd().split('\n').at(-1), stdout + stderr).toBe('solution.ts passed.')
    expect(exitCode).toBe(0)
  })

  test('measures a workload', async () => {
    const args = ['--items', '200', '--workers', '1', '--repeats', '1', '--json']
    const { exitCode, stdout, stderr } = await forkscope('map', 'square', ...args)
    expect([exitCode, stderr]).toEqual([0, ''])
    const { rows } = JSON.parse(stdout)
    expect(rows.map(({ resultDigest }: { resultDigest: string }) => resultDigest)).toEqual(
      rows.map(() => rows[0].resultDigest),
    )
  })

  test('says which of the names in the library was meant', async () => {
    const program = join(extracted.folder, 'mistaken.ts')
    await writeFile(program, `import { Quue } from 'multiprocessing'\nexport const main = () => new Quue()\n`)
    const { exitCode, stderr } = await forkscope('run', program)
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(`'multiprocessing' has no export 'Quue'. Did you mean 'Queue'?`)
  })
})

describe.skipIf(process.platform === 'win32')('where the package lies', () => {
  test('it is found through links, from any folder', async () => {
    const links = join(extracted.folder, 'usr', 'bin')
    await mkdir(links, { recursive: true })
    await symlink(extracted.commandLine, join(links, 'absolute'))
    await symlink('./absolute', join(links, 'forkscope'))
    const byName = await runProgram('forkscope', ['--version'], {
      cwd: links,
      env: { PATH: `${links}:/usr/bin:/bin` },
    })
    expect(byName).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' })
    const inside = await runProgram('./forkscope', ['--version'], {
      cwd: join(extracted.folder, 'resources', 'bin'),
    })
    expect(inside.stdout).toBe(`${packageJson.version}\n`)
  })

  test('an app of macOS has its program elsewhere', async () => {
    const contents = join(extracted.folder, 'Forkscope.app', 'Contents')
    await mkdir(join(contents, 'MacOS'), { recursive: true })
    await mkdir(join(contents, 'Resources', 'bin'), { recursive: true })
    await cp(extracted.commandLine, join(contents, 'Resources', 'bin', 'forkscope'))
    await symlink(extracted.app, join(contents, 'Resources', 'app.asar'))
    await symlink(extracted.program, join(contents, 'MacOS', 'Forkscope'))
    const { stdout } = await runProgram(join(contents, 'Resources', 'bin', 'forkscope'), ['--version'], {
      cwd: '/',
    })
    expect(stdout).toBe(`${packageJson.version}\n`)
  })

  test('an extracted package may have the folder app, and tells what is missing', async () => {
    const own = await extractPackage()
    try {
      await mergeIntoFolder(own)
      const run = (): Promise<CommandResult> =>
        runProgram(own.commandLine, ['run', 'queue', '--json'], { cwd: '/' })
      const { exitCode, stdout } = await run()
      expect([exitCode, JSON.parse(stdout).run.outcome]).toEqual([0, 'completed'])
      await rename(join(own.folder, 'resources', 'app'), join(own.folder, 'resources', 'gone'))
      expect(await run()).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/^forkscope: neither app\.asar nor/),
      })
      await rm(own.program)
      expect(await run()).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: `forkscope: the program of the app is missing (${own.program}). Install Forkscope again.\n`,
      })
    } finally {
      await own.remove()
    }
  })
})
