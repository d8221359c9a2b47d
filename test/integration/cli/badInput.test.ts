import { spawnSync, type StdioOptions } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { chmodSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runFileSchema } from '../../../src/shared/runFile.ts'
import { runReportSchema } from '../../../src/shared/runReport.ts'
import { repositoryRoot, runCli, type CliResult } from '../../support/cli.ts'
import { expectNoOwnProcesses } from '../../support/ownProcesses.ts'
import { programFile, temporaryFolder } from '../../support/programFiles.ts'

/** Every kind of bad input: one clear sentence on stderr with what to do, the right exit code, nothing left. */

const usage = 2
const programFailed = 1
const timedOut = 124

/**
 * What the program itself prints comes with pid and name before it; of Forkscope's own there is one line. Neither
 * shows a frame of Forkscope's files: they are no help against a mistake in the user's.
 */
function expectOneSentence(result: CliResult, exitCode: number, says: RegExp): void {
  const own = result.stderr.split('\n').filter((line) => line !== '' && !/^ *\d+ \S+ +│/.test(line))
  expect(own, "Forkscope's own lines on stderr").toEqual([expect.stringMatching(says)])
  expect(result.stderr).not.toMatch(/node:internal|out\/main/)
  expect(result).toMatchObject({ exitCode, signal: null })
}

interface UsageCase {
  what: string
  args: string[]
  says: RegExp
}

const usageCases: UsageCase[] = [
  { what: 'an unknown command', args: ['rnu'], says: /'?rnu'?.*\brun\b/ },
  { what: 'an unknown option', args: ['run', 'x.ts', '--wrokers', '2'], says: /--wrokers.*--workers/ },
  { what: 'a missing argument', args: ['run'], says: /program/i },
  { what: 'an unknown program', args: ['run', 'nosuchprogram'], says: /nosuchprogram.*list/ },
  { what: 'a file that does not exist', args: ['run', './nowhere/x.ts'], says: /nowhere\/x\.ts/ },
  { what: 'an unknown workload', args: ['map', 'countPrime'], says: /countPrime\b.*countPrimes/ },
  {
    what: 'workers that are no number',
    args: ['map', 'square', '--workers', 'many'],
    says: /workers.*many/i,
  },
  { what: 'no workers', args: ['map', 'square', '--workers', '0'], says: /workers.*0/i },
  { what: 'an unknown start method', args: ['map', 'square', '--start-method', 'fork'], says: /fork.*spawn/ },
  ...['utility', 'python'].map((method) => ({
    what: `the start method ${method}, which does not exist here`,
    args: ['map', 'square', '--start-method', method],
    says: new RegExp(`'${method}' does not exist here; there is serial, spawn, standby, thread\\.`),
  })),
  { what: 'a recording', args: ['run', 'queue', '--record'], says: /--record.*this version records no runs/ },
  { what: 'a chunk size below one', args: ['map', 'square', '--chunk-size', '-1'], says: /chunk/i },
  { what: 'items that are no number', args: ['map', 'square', '--items', 'x'], says: /items.*x/i },
  { what: 'a time-out that is no time', args: ['run', 'x.ts', '--timeout', 'soon'], says: /timeout.*soon/i },
  { what: 'an unknown parameter', args: ['map', 'square', '--param', 'nosuch=1'], says: /nosuch/ },
  {
    what: 'a parameter without value',
    args: ['map', 'square', '--param', 'k'],
    says: /k=v|name=value|param/i,
  },
  {
    what: 'a folder that does not exist',
    args: ['map', 'sha256', '--items', '/no/folder'],
    says: /\/no\/folder/,
  },
  {
    what: 'a file in place of a folder',
    args: ['map', 'sha256', '--items', '/etc/passwd'],
    says: /\/etc\/passwd.*folder/,
  },
  { what: 'a port out of range', args: ['serve', '--port', '70000'], says: /70000/ },
]

describe('wrong usage', () => {
  it.each(usageCases)('$what', async ({ args, says }) => {
    const result = await runCli(args)
    expectOneSentence(result, usage, says)
    expect(result.stdout).toBe('')
  })

  it('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const result = await runCli(['serve', '--port', String(port)])
    expectOneSentence(result, usage, new RegExp(`${port} is in use.*--port`))
  })

  it('a folder that may not be read', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o000)
    const result = await runCli(['map', 'sha256', '--items', folder], { obeysPermissions: true })
    expectOneSentence(result, usage, /cannot be read|may not be read/)
  })
})

interface ProgramCase {
  what: string
  source: string
  exitCode: number
  says: RegExp
  args?: string[]
}

const programCases: ProgramCase[] = [
  {
    what: 'a syntax error',
    source: 'export function main() {\n  return 1 +\n}\n',
    exitCode: usage,
    says: /program\.ts:3:1/,
  },
  {
    what: 'no main',
    source: 'export const x = 1\n',
    exitCode: usage,
    says: /main/,
  },
  {
    what: 'an import that does not exist',
    source: "import { x } from './nowhere.ts'\nexport const main = () => x\n",
    exitCode: usage,
    says: /nowhere\.ts/,
  },
  {
    what: 'an import that the library does not have',
    source: "import { Pool, os_fork } from 'multiprocessing'\nexport const main = () => [Pool, os_fork]\n",
    exitCode: usage,
    says: /program\.ts:1:16: 'multiprocessing' has no export 'os_fork'\. There is .*Queue/,
  },
  {
    what: 'a function that is not exported',
    source: `import { Pool } from 'multiprocessing'
      function square(n: number): number { return n * n }
      export async function main() { await using pool = new Pool(2); return pool.map(square, [1, 2, 3]) }`,
    exitCode: programFailed,
    says: /square.*export/s,
  },
  {
    what: 'a value that cannot be cloned',
    source: `import { Pool } from 'multiprocessing'
      export function ask(x: unknown) { return x }
      export async function main() { await using pool = new Pool(2); return await pool.map(ask, [{ deep: { fn: () => 1 } }]) }`,
    exitCode: programFailed,
    says: /deep\.fn/,
  },
  {
    what: 'an error that main throws',
    source: "export function main() { throw new RangeError('the list is empty') }\n",
    exitCode: programFailed,
    says: /RangeError: the list is empty/,
  },
  {
    what: 'an error that a worker throws',
    source: `import { Pool } from 'multiprocessing'
      export function fail(x: number): number { throw new TypeError('item ' + x) }
      export async function main() { await using pool = new Pool(2); return await pool.map(fail, [7]) }`,
    exitCode: programFailed,
    says: /TypeError: item 7/,
  },
  {
    what: 'an exit in the middle',
    source: 'export function main() { process.exit(7) }\n',
    exitCode: programFailed,
    says: /exit.*7|7.*exit/i,
  },
  {
    what: 'a loop for ever',
    source: 'export function main() { for (;;) {} }\n',
    exitCode: timedOut,
    says: /1[\s,.]?000 ms|1(\.0)? s/,
    args: ['--timeout', '1000'],
  },
  {
    what: 'workers that loop for ever',
    source: `import { Pool } from 'multiprocessing'
      export function spin(): void { for (;;) {} }
      export async function main() { await using pool = new Pool(2); return await pool.map(spin, [1, 2]) }`,
    exitCode: timedOut,
    says: /1[\s,.]?[05]00 ms|1(\.[05])? s/,
    args: ['--timeout', '1500'],
  },
  {
    what: 'processes without end',
    source: `import { Process } from 'multiprocessing'
      export async function idle(): Promise<void> { await new Promise(() => setInterval(() => {}, 1000)) }
      export async function main() { for (;;) await new Process({ target: idle, daemon: true }).start() }`,
    exitCode: programFailed,
    says: /64/,
  },
]

describe('a program with', () => {
  it.each(programCases)(
    '$what is told in one sentence, and ends in a valid report',
    async ({ source, exitCode, says, args = [] }) => {
      const program = programFile(source)
      const file = `${program}.forkscope`
      const result = await runCli(['run', program, '--save', file, ...args])
      expectOneSentence(result, exitCode, says)
      await expectNoOwnProcesses()
      // A mistake that is found before anything runs has no run to report.
      if (exitCode === usage) return expect(existsSync(file)).toBe(false)
      const { report } = runFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
      expect(report.run.outcome).toBe(exitCode === timedOut ? 'timeout' : 'failed')
      if (exitCode === programFailed && report.run.error)
        expect(`${report.run.error.name}: ${report.run.error.message}`).toMatch(says)
    },
  )

  it('output of 100 MB completes, keeps a bounded part and counts the rest', async () => {
    const source = `
      export async function main() {
        const line = 'x'.repeat(9_999) + '\\n'
        for (let i = 0; i < 10_000; i++) {
          if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve))
        }
        return 'printed'
      }`
    const result = await runCli(['run', programFile(source), '--json'])
    const report = runReportSchema.parse(JSON.parse(result.stdout))
    expect(report.run).toMatchObject({ outcome: 'completed', result: 'printed' })
    const kept = report.output.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    expect(kept + report.loss.outputBytesDropped).toBe(100_000_000)
    expect(kept).toBeLessThan(20_000_000)
  })
})

describe('a process that starts itself without end', () => {
  it('comes to the limit and leaves nothing', async () => {
    const source = `
      import { Process } from 'multiprocessing'
      export async function child(): Promise<void> {
        const next = new Process({ target: child })
        await next.start()
        await next.join()
        if (next.exitCode !== 0) throw new Error('the next one ended with ' + next.exitCode)
      }
      export async function main() { await child() }`
    const result = await runCli(['run', programFile(source), '--json'])
    const report = runReportSchema.parse(JSON.parse(result.stdout))
    expect(report.run.outcome).toBe('failed')
    expect(report.processes.length).toBeLessThanOrEqual(64)
    expect(report.output.map(({ text }) => text).join('')).toMatch(/ProcessLimitError.*64/)
    await expectNoOwnProcesses()
  })
})

describe('a workload of the user’s own', () => {
  it('that is not exported is named, with what is there', async () => {
    const path = programFile('export function twice(n: number): number { return 2 * n }\n')
    expectOneSentence(await runCli(['map', `${path}#thrice`, '--items', '4']), usage, /thrice.*twice/s)
  })

  it('that throws names the item', async () => {
    const path = programFile("export function fail(n: number): number { throw new RangeError('no ' + n) }\n")
    expectOneSentence(
      await runCli(['map', `${path}#fail`, '--items', '4']),
      programFailed,
      /RangeError: no \d/,
    )
  })

  it('over a folder with nothing in it says so', async () => {
    expectOneSentence(await runCli(['map', 'sha256', '--items', temporaryFolder()]), usage, /no files|empty/i)
  })

  it('reads real files', async () => {
    const folder = temporaryFolder()
    for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), name.repeat(1_000))
    const result = await runCli([
      'map',
      'sha256',
      '--items',
      folder,
      '--workers',
      '1',
      '--repeats',
      '1',
      '--json',
    ])
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toMatchObject({ items: 3 })
  })
})

describe.runIf(existsSync('/dev/full'))('output that cannot be written', () => {
  it.each([
    ['a list', ['list']],
    ['a report', ['run', 'queue', '--json']],
  ])('%s: one sentence and a failure, no success', (_what, args) => {
    const output = openSync('/dev/full', 'w')
    onTestFinished(() => closeSync(output))
    const stdio: StdioOptions = ['ignore', output, 'pipe']
    const entry = join(repositoryRoot, 'bin', 'forkscope.mjs')
    const { status, stderr } = spawnSync(process.execPath, [entry, ...args], { stdio, encoding: 'utf8' })
    expectOneSentence({ exitCode: status, signal: null, stdout: '', stderr }, 1, /^The output .* \(ENOSPC\)/)
  })

  it('to its end: what a file holds is not half a list with success', async () => {
    const file = join(temporaryFolder(), 'list.json')
    const entry = join(repositoryRoot, 'bin', 'forkscope.mjs')
    // As a disk with room for 2 KiB.
    const script = 'ulimit -f 4 && exec "$0" "$1" list --json > "$2"'
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, entry, file], {
      encoding: 'utf8',
    })
    expectOneSentence({ exitCode: status, signal: null, stdout: '', stderr }, 1, /^The output .* \(EFBIG\)/)
  })
})
