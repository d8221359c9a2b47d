import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { declarationsFile, libraryDeclarations } from '../../../scripts/declarations/libraryDeclarations.mjs'
import { libraryEntries } from '../../../src/lab/programs/libraryExports.ts'
import { runtimePaths } from '../../../src/lab/runtimePaths.ts'
import { repositoryRoot } from '../../support/cli.ts'
import { typeErrors } from '../../support/typeErrors.ts'

/** The library's declarations as the build leaves them, seen from a program outside of the clone. */

const file = join(repositoryRoot, declarationsFile)

const sample = `
import { Connection, Pipe, Pool, Process, Queue, QueueEmptyError, WorkerDiedError, cpuCount, wait } from 'multiprocessing'
import type { PoolOptions, WaitOptions } from 'multiprocessing'

export function square(n: number): number { return n * n }
export async function name(id: string): Promise<string> { return id }
export class Clock extends Process { override async run(): Promise<void> {} }

export async function main({ workers = cpuCount() }: { workers?: number }) {
  const options: PoolOptions<[]> = { taskTimeoutMs: 100 }
  const patience: WaitOptions = { timeoutMs: 10 }
  await using pool = new Pool(workers, options)
  const squares: number[] = await pool.map(square, [1, 2, 3])
  const names: string[] = await pool.starmap(name, [['a'], ['b']])
  for await (const square2 of pool.imap(square, [1])) squares.push(square2)
  const queue = new Queue<string>(3)
  await queue.put('a', patience)
  const item: string = await queue.get()
  const [reader, writer] = Pipe<Date>(false)
  await writer.send(new Date())
  const at: Date = await reader.recv()
  await using process = { [Symbol.asyncDispose]: async () => {} }
  const child = new Process({ target: square, args: [2] })
  await child.start()
  const ready: (Connection<Date, never> | typeof child.sentinel)[] = await wait<any>([reader, child.sentinel])
  try { await queue.getNowait() } catch (error) {
    if (error instanceof QueueEmptyError) return error.facts
    if (error instanceof WorkerDiedError) return error.pid
  }
  return { squares, names, item, at, ready, process }
}

export async function misuse(): Promise<void> {
  const queue = new Queue<string>()
  // @ts-expect-error a number is no text
  await queue.put(1)
  // @ts-expect-error square takes a number
  new Process({ target: square, args: ['2'] })
  // @ts-expect-error pipes are made by Pipe()
  new Connection()
}
`

it('type a program, with nothing but the language beside them', () => {
  expect(typeErrors({ 'program.ts': sample, 'multiprocessing.d.ts': readFileSync(file, 'utf8') })).toEqual([])
})

it('export every value that the library has', async () => {
  expect(existsSync(file)).toBe(true)
  const source = ts.createSourceFile('x.d.ts', readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const declared = new Map(source.statements.filter(ts.isModuleDeclaration).map((it) => [it.name.text, it]))
  const entries = libraryEntries(runtimePaths(repositoryRoot).libraryEntry)
  expect([...declared.keys()]).toEqual(Object.keys(entries))
  for (const [name, declaration] of declared) {
    const built = entries[name] ?? ''
    const values = Object.keys((await import(pathToFileURL(built).href)) as object)
    expect(exportedNames(declaration), name).toEqual(expect.arrayContaining(values))
  }
})

it('need no compiler to be made: types of what is exported are written out', async () => {
  const inferred: string[] = []
  await libraryDeclarations(repositoryRoot, ({ from, name }) => inferred.push(`${basename(from)}: ${name}`))
  expect(inferred, 'their types have to be inferred, which slows every build down').toEqual([])
})

it('say nothing of what is inside', () => {
  const text = readFileSync(file, 'utf8')
  expect(text).not.toMatch(/@internal|EncodedItem|SharedReference|ProcessDescription|\bimport .* from '\./)
  expect(text).toMatch(/\/\*\*[^/]*first in, first out[^/]*\*\/\s*export class Queue</)
})

function exportedNames({ body }: ts.ModuleDeclaration): string[] {
  const statements = body && ts.isModuleBlock(body) ? [...body.statements] : []
  return statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause
      return clause && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : []
    }
    const { name } = statement as unknown as { name?: ts.Identifier }
    const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.length
    return name && isExported ? [name.text] : []
  })
}
