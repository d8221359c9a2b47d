import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/shared/runReport.ts'
import { realLab, source, waitForUpdate } from './realLab.ts'

/** What real programs are told: one for each finding that can be had without waiting long. */

const prelude = `import { Pipe, Pool, Process, Queue, SharedValue } from 'multiprocessing'\n`

async function findingsOf(text: string): Promise<Finding[]> {
  const lab = await realLab()
  const run = await lab.runs.startProgram({ source: source(prelude + text), timeoutMs: 60_000 })
  return (await run.ended).findings
}

/** Of a program that hangs: it is stopped when that is said. */
async function findingsOfHanging(text: string): Promise<Finding[]> {
  const lab = await realLab()
  const run = await lab.runs.startProgram({ source: source(prelude + text), timeoutMs: 60_000 })
  await waitForUpdate(run, ({ snapshot }) => snapshot.findings.some(({ code }) => code === 'deadlock'))
  lab.runs.stop(run.id)
  return (await run.ended).findings
}

const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code)

const ended: [code: string, words: RegExp, program: string][] = [
  [
    'task-lost',
    /^Task 1 of Pool-1 was lost: .* exited with code 0 .* the task called process\.exit\(\)/,
    `export function leave(n: number) { if (n === 1) process.exit(0); return n }
     export async function main() {
       await using pool = new Pool(1)
       return pool.map(leave, [0, 1], { chunkSize: 1 }).catch(({ name }) => name)
     }`,
  ],
  [
    'task-retried',
    /^1 task of Pool-1 was begun again/,
    `export async function die(value: SharedValue<'int32'>) {
       if ((await value.add(1)) === 1) process.kill(process.pid, 'SIGKILL')
     }
     export async function main() {
       await using pool = new Pool(1, { onWorkerDeath: 'retry' })
       await pool.apply(die, [new SharedValue('int32', 0)])
     }`,
  ],
  [
    'crash-loop',
    /3 workers in a row ended before they were ready for tasks \(Error: no dictionary\)/,
    `export function prepare() { throw new Error('no dictionary') }
     export function work(n: number) { return n }
     export async function main() {
       await using pool = new Pool(1, { initializer: prepare })
       return pool.map(work, [1]).catch(({ name }) => name)
     }`,
  ],
  [
    'lost-update',
    /^Pid \d+ set SharedValue-1 1 time after reading it, though another process had set it in between/,
    `export async function change(value: SharedValue<'int32'>) { await value.add(5) }
     export async function main() {
       const value = new SharedValue('int32', 0)
       const old = await value.get()
       const child = new Process({ target: change, args: [value] })
       await child.start()
       await child.join()
       await value.set(old + 1)
     }`,
  ],
  [
    'unjoined-child',
    /^Nobody joined Process-1 \(pid \d+\): it still ran when MainProcess \(pid \d+\) had/,
    `export async function nap() { await new Promise((resolve) => setTimeout(resolve, 500)) }
     export async function main() { await new Process({ target: nap }).start() }`,
  ],
  [
    'not-exported',
    /'hidden' is not exported .* Write 'export function hidden'/,
    `function hidden(n: number) { return n }
     export async function main() {
       await using pool = new Pool(1)
       return pool.map(hidden, [1])
     }`,
  ],
  [
    'not-serializable',
    /^Cannot send a function: it is at item\.callback/,
    `export async function main() { await new Queue<unknown>().put({ callback: () => 1 }) }`,
  ],
  [
    'bootstrapping',
    /at the top level .* Move it into 'export async function main\(\)'/,
    `export function greet() {}
     await new Process({ target: greet }).start()
     export async function main() {}`,
  ],
]

describe('a program is told of', () => {
  it.each(ended)('%s', async (code, words, program) => {
    const findings = await findingsOf(program)
    expect(codes(findings)).toEqual([code])
    expect(findings[0]?.message).toMatch(words)
  })

  it('a join before draining, and of an end that is left open', async () => {
    const draining = await findingsOfHanging(
      `export async function produce(queue: Queue<number>) { await queue.put(1); await queue.put(2) }
       export async function main() {
         const queue = new Queue<number>(1)
         const child = new Process({ target: produce, args: [queue] })
         await child.start()
         await child.join()
       }`,
    )
    expect(codes(draining).slice(0, 2)).toEqual(['deadlock', 'join-before-draining'])
    const reading = await findingsOfHanging(
      `export async function read(reader: { recv(): Promise<unknown> }) { await reader.recv() }
       export async function main() {
         const [reader, writer] = Pipe(false)
         const child = new Process({ target: read, args: [reader] })
         await child.start()
         await child.join()
         await writer.close()
       }`,
    )
    expect(codes(reading)).toEqual(['deadlock', 'open-write-end'])
    expect(reading.every(({ atMs }) => (atMs ?? 0) > 0)).toBe(true)
  })

  it('messages that nobody takes, while they wait', async () => {
    const lab = await realLab()
    const waiting = `
      import { Queue } from 'multiprocessing'
      export async function main() {
        const queue = new Queue<number>()
        await queue.put(1)
        await new Promise((resolve) => setTimeout(resolve, 30_000))
      }`
    const run = await lab.runs.startProgram({ source: source(waiting) })
    const { snapshot } = await waitForUpdate(run, (update) => update.snapshot.findings.length > 0)
    expect(codes(snapshot.findings)).toEqual(['queue-without-consumer'])
    lab.runs.stop(run.id)
    await run.ended
  })

  it('nothing where nothing is wrong', async () => {
    const findings = await findingsOf(
      `export async function square(queue: Queue<number>, n: number, sum: SharedValue<'int32'>) {
         await queue.put(n * n)
         await sum.getLock().runExclusive(async () => sum.set((await sum.get()) + n))
       }
       export function double(n: number) { return 2 * n }
       export async function main() {
         const [queue, sum] = [new Queue<number>(), new SharedValue('int32', 0)]
         const children = [1, 2].map((n) => new Process({ target: square, args: [queue, n, sum] }))
         for (const child of children) await child.start()
         for (const _ of children) await queue.get()
         for (const child of children) await child.join()
         await using pool = new Pool(1)
         return pool.map(double, [1, 2, 3])
       }`,
    )
    expect(findings.filter(({ code }) => code !== 'slow-start')).toEqual([])
  })
})
