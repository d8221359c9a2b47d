import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseRunFile } from '../../../src/shared/runFile.ts'
import { runCli } from '../../support/cli.ts'
import { runFile, runReport } from '../../support/runFileFixture.ts'

/** Runs that the command line saves and shows, and what it says before a program from elsewhere runs. */

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'run-files-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('--save', () => {
  it('saves a program’s run, which show prints as the run was printed', async () => {
    const file = at('queue.forkscope')
    writeFileSync(file, 'what was there before')
    const run = await runCli(['run', 'queue', '-p', 'messages=3', '--save', file])
    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    const shown = await runCli(['show', file])
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' })
    const [origin = '', ...rest] = shown.stdout.split('\n')
    expect(origin).toMatch(
      /^From a file: queue\.forkscope, saved \d{4}-.* UTC\. It ran .*, \d+ logical cores\.$/,
    )
    const lines = (text: string): string[] => text.split('\n').filter(Boolean).sort()
    expect(lines(rest.join('\n'))).toEqual(lines(run.stdout))
    const json = await runCli(['show', file, '--json'])
    expect(JSON.parse(json.stdout)).toEqual(parseRunFile(readFileSync(file, 'utf8'), file))
  })

  it('saves an experiment with its report, and a run that failed', async () => {
    const file = at('map.forkscope')
    const map = await runCli(['map', 'square', '-i', '20', '-w', '1', '-r', '1', '--json', '--save', file])
    expect(map.exitCode).toBe(0)
    const saved = parseRunFile(readFileSync(file, 'utf8'), file)
    expect(saved).toMatchObject({ name: 'square', experiment: { result: { total: 20 } } })
    expect(saved.experiment?.report).toEqual(JSON.parse(map.stdout))
    expect((await runCli(['show', file])).stdout).toContain(saved.experiment?.report.advice)

    writeFileSync(at('throws.ts'), "export function main() {\n  throw new Error('on purpose')\n}\n")
    const failed = await runCli(['run', at('throws.ts'), '--save', at('failed.forkscope')])
    expect(failed.exitCode).toBe(1)
    const shown = await runCli(['show', at('failed.forkscope')])
    expect(shown).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('on purpose') as string })
  })

  it.each([
    ['run.json', /ends in \.forkscope/],
    [join('no-such-folder', 'run.forkscope'), /cannot be saved to .*ENOENT/],
  ])('to %s is refused before anything runs', async (name, words) => {
    const { exitCode, stdout, stderr } = await runCli(['run', 'queue', '--save', at(name)])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(words)
    expect(readdirSync(folder).filter((file) => file.endsWith('.new'))).toEqual([])
  })
})

describe('show', () => {
  it('of a file with names that would steer a terminal prints them as what they are', async () => {
    const evil = '<b>\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u202e=cmd()'
    const report = runReport()
    const file = runFile({
      name: evil,
      report: {
        ...report,
        run: { ...report.run, program: evil, result: evil },
        machine: { ...report.machine, platform: evil },
        processes: report.processes.map((process) => ({ ...process, name: evil })),
        output: [{ ...report.output[0]!, text: `${evil}\n` }],
      },
    })
    writeFileSync(at('evil.forkscope'), JSON.stringify(file))
    for (const args of [[], ['--json']]) {
      const { exitCode, stdout, stderr } = await runCli(['show', at('evil.forkscope'), ...args])
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
      expect(stdout).not.toMatch(/[\u001b\u0007\u202e]/)
      expect(stdout).toContain('<b>')
    }
  })

  it.each([
    ['gone.forkscope', () => {}, /not there/],
    ['folder.forkscope', (path: string) => mkdirSync(path), /folder|not a file/],
    ['text.forkscope', (path: string) => writeFileSync(path, 'no run'), /is not a run file/],
    [
      'newer.forkscope',
      (path: string) => writeFileSync(path, '{"format":"forkscope-run","version":9}'),
      /version 9.*reads version 1/,
    ],
    ['pipe.forkscope', (path: string) => void execFileSync('mkfifo', [path]), /not a file/],
  ])('of %s says in one line why not', async (name, make, words) => {
    make(at(name))
    const { exitCode, stdout, stderr } = await runCli(['show', at(name)])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(words)
    expect(stderr.trimEnd()).not.toContain('\n')
  })
})

describe('that programs run with the user’s rights', () => {
  const notice = /your rights and in no sandbox/

  it('is said once, on standard error, before the first that did not come with Forkscope', async () => {
    const env = { FORKSCOPE_DATA: at('data') }
    const own = at('own.ts')
    writeFileSync(own, 'export const main = () => 1\n')
    expect((await runCli(['run', 'queue', '-p', 'messages=1'], { env })).stderr).toBe('')
    const first = await runCli(['run', own, '--json'], { env })
    expect(first.stderr).toMatch(notice)
    expect(JSON.parse(first.stdout)).toMatchObject({ run: { result: 1 } })
    expect((await runCli(['run', own], { env })).stderr).toBe('')
    // Where nothing can be kept it is said each time, and the program runs all the same.
    writeFileSync(at('file'), '')
    const unkept = await runCli(['run', own], { env: { FORKSCOPE_DATA: join(at('file'), 'data') } })
    expect(unkept).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(notice) as string })
  })

  it.each(['run', 'map', 'check'])('is said in the help of %s', async (command) => {
    expect((await runCli([command, '--help'])).stdout).toMatch(notice)
  })
})
