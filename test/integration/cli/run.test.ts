import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runReportSchema, type RunReport } from '../../../src/shared/runReport.ts'
import { CliProcess, repositoryRoot, runCli } from '../../support/cli.ts'
import { expectNoOwnProcesses } from '../../support/ownProcesses.ts'
import { programFile } from '../../support/programFiles.ts'

/** `forkscope run --json`: the report against what the programs themselves say about their processes and messages. */

async function reportOf(program: string, ...args: string[]): Promise<{ report: RunReport; cliPid: number }> {
  const cli = new CliProcess(['run', program, '--json', ...args])
  const { exitCode, stdout, stderr } = await cli.ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return { report: runReportSchema.parse(JSON.parse(stdout)), cliPid: cli.pid }
}

function expectWholeTree(report: RunReport, hostPid: number): void {
  const pids = new Set(report.processes.map(({ pid }) => pid))
  expect(pids.size).toBe(report.processes.length)
  for (const process of report.processes) {
    const parentPid = process.role === 'main' ? [hostPid] : [...pids]
    expect(parentPid, `parent of ${process.name}`).toContain(process.parentPid)
    expect(process).toMatchObject({ exitCode: 0, signal: null })
    expect(process.endedAtMs).toBeGreaterThan(process.startedAtMs)
  }
}

const shippedPrograms = readdirSync(join(repositoryRoot, 'resources', 'programs')).filter((name) =>
  name.endsWith('.ts'),
)

describe('the programs that come with it', () => {
  it('are at least three', () => {
    expect(shippedPrograms.length).toBeGreaterThanOrEqual(3)
  })

  it.each(shippedPrograms)('%s completes with all of its messages received', async (name) => {
    const { report, cliPid } = await reportOf(join('resources', 'programs', name))
    expect(report.run).toMatchObject({ outcome: 'completed', exitCode: 0, runtime: 'node' })
    expectWholeTree(report, cliPid)
    expect(report.processes.length).toBeGreaterThan(1)
    for (const channel of report.channels) {
      expect(channel.puts, channel.name).toBeGreaterThan(0)
      expect(channel).toMatchObject({ gets: channel.puts, bytesOut: channel.bytesIn, depth: 0 })
    }
    expect(report.loss).toEqual({ eventsDropped: 0, outputBytesDropped: 0 })
    await expectNoOwnProcesses()
  })
})

const talkingProgram = `
  import { Pipe, Process, Queue, type Connection } from 'multiprocessing'

  export async function produce(queue: Queue<number>, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await queue.put(i)
  }
  export async function echo(end: Connection): Promise<void> {
    for await (const message of end) await end.send(message)
  }
  export async function tell(queue: Queue<unknown>): Promise<void> {
    await queue.put({ pid: process.pid, parentPid: process.ppid })
  }
  export async function main({ messages = 100 }: { messages?: number }) {
    const queue = new Queue<number>(8)
    const answers = new Queue<{ pid: number; parentPid: number }>()
    const [here, there] = Pipe()
    const producer = new Process({ target: produce, args: [queue, messages], name: 'producer' })
    const echoer = new Process({ target: echo, args: [there], name: 'echoer' })
    const teller = new Process({ target: tell, args: [answers], name: 'teller' })
    for (const child of [producer, echoer, teller]) await child.start()
    await there.close()
    let sum = 0
    for (let i = 0; i < messages; i++) sum += await queue.get()
    for (let i = 0; i < 5; i++) { await here.send('m' + i); await here.recv() }
    await here.close()
    const told = await answers.get()
    for (const child of [producer, echoer, teller]) await child.join()
    return { sum, told, mainPid: process.pid, producerPid: producer.pid, exitCodes: [producer, echoer, teller].map((p) => p.exitCode) }
  }`

interface Told {
  sum: number
  told: { pid: number; parentPid: number }
  mainPid: number
  producerPid: number
  exitCodes: number[]
}

describe('the report', () => {
  it('counts what was sent, and names the real processes', async () => {
    const { report, cliPid } = await reportOf(programFile(talkingProgram), '--param', 'messages=250')
    const result = report.run.result as Told
    expect(result).toMatchObject({ sum: (249 * 250) / 2, exitCodes: [0, 0, 0] })
    const counts = report.channels.map(({ kind, puts, gets }) => `${kind} ${puts} ${gets}`).sort()
    expect(counts).toEqual(['pipe 10 10', 'queue 1 1', 'queue 250 250'])
    const byName = new Map(report.processes.map((process) => [process.name, process]))
    expect(byName.get('producer')?.pid).toBe(result.producerPid)
    const main = report.processes.find(({ role }) => role === 'main')
    expect(main).toMatchObject({ pid: result.mainPid, parentPid: cliPid })
    expect(byName.get('teller')).toMatchObject({ pid: result.told.pid, parentPid: result.mainPid })
    expectWholeTree(report, cliPid)
    const queue = report.channels.find(({ puts }) => puts === 250)
    expect(queue?.maxDepth).toBeLessThanOrEqual(8)
  })

  it('has the result of a pool that is returned from the block that disposes it', async () => {
    const program = programFile(`
      import { Pool, cpuCount } from 'multiprocessing'
      export function square(n: number): number { return n * n }
      export async function main({ workers = cpuCount() }: { workers?: number }) {
        await using pool = new Pool(workers)
        return pool.map(square, [2, 3, 4])
      }`)
    const { report } = await reportOf(program, '--workers', '2')
    expect(report.run.result).toEqual([4, 9, 16])
    expect(report.pools[0]?.workers).toHaveLength(2)
  })

  it('keeps output by process, and text mode prints it', async () => {
    const program = programFile(`
      import { Process } from 'multiprocessing'
      export function greet(name: string): void { console.log('hello ' + name); console.error('to stderr') }
      export async function main() {
        const child = new Process({ target: greet, args: ['Ada'] })
        await child.start(); await child.join()
        console.log('main is done')
        return 42
      }`)
    const { report } = await reportOf(program)
    const child = report.processes.find(({ role }) => role === 'process')
    const said = (stream: string) =>
      report.output.filter((chunk) => chunk.stream === stream && chunk.pid === child?.pid)
    expect(
      said('stdout')
        .map(({ text }) => text)
        .join(''),
    ).toBe('hello Ada\n')
    expect(
      said('stderr')
        .map(({ text }) => text)
        .join(''),
    ).toBe('to stderr\n')
    const text = await runCli(['run', program])
    expect(text.exitCode).toBe(0)
    expect(text.stdout).toMatch(/hello Ada/)
    expect(text.stdout).toMatch(/main is done/)
  })

  it('prints every line also of a program that prints much in a moment', async () => {
    const program = programFile(
      "export function main() { for (let i = 0; i < 6_000; i++) console.log(i + ' ' + 'x'.repeat(60)) }",
    )
    const { exitCode, stdout, stderr } = await runCli(['run', program])
    const lines = stdout.match(/(?<=│ )\d+(?= x{60}$)/gm)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(lines).toEqual(Array.from({ length: 6_000 }, (_, n) => String(n)))
  })
})

const deadlockedProgram = `
  import { Barrier, Lock, Process } from 'multiprocessing'

  export async function take(first: Lock, second: Lock, both: Barrier): Promise<void> {
    await first.acquire()
    await both.wait()
    await second.acquire()
  }
  export async function main(): Promise<void> {
    const [a, b, both] = [new Lock(), new Lock(), new Barrier(2)]
    const children = [[a, b], [b, a]].map(([first, second]) => new Process({ target: take, args: [first, second, both] }))
    for (const child of children) await child.start()
    for (const child of children) await child.join()
  }
`

describe('a program whose processes wait for each other', () => {
  it('is told so while it hangs, and ends by its time-out as deadlocked', async () => {
    const cli = new CliProcess(['run', programFile(deadlockedProgram), '--timeout', '4000'])
    const { exitCode, stdout, stderr } = await cli.ended
    expect(exitCode).toBe(124)
    expect(stderr).toMatch(
      /^Deadlock: Process-\d .* waits in acquire on Lock-\d, which Process-\d still holds/,
    )
    expect(stdout).toContain('was deadlocked')
    expect(stdout).toMatch(/Lock-1 +lock +1 +1/)
    await expectNoOwnProcesses()
  })
})
