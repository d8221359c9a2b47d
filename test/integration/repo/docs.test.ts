import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { declarationsFile } from '../../../scripts/declarations/libraryDeclarations.mjs'
import { readApi } from '../../../scripts/docs/readApi.mjs'
import { repositoryRoot } from '../../support/cli.ts'
import { docBlocks, type DocProgram } from '../../support/docBlocks.ts'
import { engineRun } from '../../support/engineRun.ts'
import { typeErrors } from '../../support/typeErrors.ts'

/** Every program in the documents runs and gives what the document says; every piece of code compiles. */

const paths = ['README.md', ...globSync('docs/**/*.md', { cwd: repositoryRoot }).sort()]
const documents = paths.map((path) => ({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }))
const declarations = readFileSync(join(repositoryRoot, declarationsFile), 'utf8')
const exported = readApi(declarations).flatMap((api) =>
  api.declarations.filter(({ isExported }) => isExported),
)
const libraryNames = exported.map(({ name }) => name)
const blocks = documents.flatMap(({ path, text }) => docBlocks(text, path, [...new Set(libraryNames)]))
const programs = blocks.filter((block) => block.kind === 'program')

it('has documents with programs', () => {
  expect(programs.length).toBeGreaterThan(10)
})

it('compiles, with the declarations that users have', () => {
  const files = blocks.map(({ place, source }) => [`${place.replaceAll(/\W/g, '-')}.ts`, source] as const)
  expect(typeErrors({ ...Object.fromEntries(files), 'multiprocessing.d.ts': declarations }, true)).toEqual([])
})

describe('the table of Python and Forkscope', () => {
  const table = documents.find(({ path }) => path.endsWith('/python.md'))?.text ?? ''
  // multiprocessing.__all__ of CPython 3.11, and those of its modules.
  const pythonNames = [
    ...[
      'Array',
      'AuthenticationError',
      'Barrier',
      'BoundedSemaphore',
      'BufferTooShort',
      'Condition',
      'Event',
    ],
    ...[
      'JoinableQueue',
      'Lock',
      'Manager',
      'Pipe',
      'Pool',
      'Process',
      'ProcessError',
      'Queue',
      'RLock',
      'RawArray',
    ],
    ...['RawValue', 'Semaphore', 'SimpleQueue', 'TimeoutError', 'Value', 'active_children', 'cpu_count'],
    ...[
      'allow_connection_pickling',
      'current_process',
      'freeze_support',
      'get_all_start_methods',
      'get_context',
    ],
    ...['get_logger', 'get_start_method', 'log_to_stderr', 'parent_process', 'reducer', 'set_executable'],
    ...[
      'set_forkserver_preload',
      'set_start_method',
      'Client',
      'Listener',
      'wait',
      'BaseManager',
      'SyncManager',
    ],
    ...[
      'BaseProxy',
      'Token',
      'SharedMemoryManager',
      'SharedMemory',
      'ShareableList',
      'ThreadPool',
      'synchronized',
    ],
  ]

  it.each(pythonNames)('has %s', (name) => {
    const column = table.replaceAll(/^\|([^|]*)\|.*$/gm, '$1')
    expect(column).toMatch(new RegExp(`\\b${name}\\b`))
  })

  it('has every class and function of ours', () => {
    const names = exported
      .filter(({ kind }) => kind === 'class' || kind === 'function')
      .map(({ name }) => name)
    const isResult = /Proxy$|^(AsyncResult|ResultIterator|Connection|SocketConnection|Logger)$/
    const missing = names.filter((name) => !isResult.test(name) && !new RegExp(`\\b${name}\\b`).test(table))
    expect(missing).toEqual([])
  })
})

it('has every error in the table of errors', () => {
  const table = documents.find(({ path }) => path.endsWith('multiprocessing/errors.md'))?.text ?? ''
  const errors = exported.filter(({ kind }) => kind === 'error').map(({ name }) => name)
  expect(errors.filter((name) => !new RegExp(`\\b${name}\\b`).test(table))).toEqual([])
})

describe.each(programs.map((program) => ({ place: program.place, program })))('$place', ({ program }) => {
  it(program.fails === undefined ? 'gives what it says' : `fails with ${program.fails}`, async () => {
    const { end, stdout, stderr } = await engineRun(program.source)
    if (program.fails === undefined) {
      expect(stderr).toBe('')
      expect(end).toMatchObject({ outcome: 'completed' })
      if (program.prints !== undefined) expect(lines(stdout, program)).toEqual(lines(program.prints, program))
      if (program.returns) expect(end.result).toEqual(program.returns.value)
      return
    }
    expect(end).toMatchObject({ outcome: 'failed', error: { name: program.fails } })
    if (program.prints !== undefined) expect(end.error?.message).toBe(program.prints)
  })
})

describe.each(documents)('$path', ({ path, text }) => {
  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)]*)\)/g)].map((match) => match[1] ?? '')
    for (const link of links) {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : join(dirname(path), file)
      expect(existsSync(join(repositoryRoot, target)), link).toBe(true)
      if (anchor !== undefined)
        expect(anchorsOf(readFileSync(join(repositoryRoot, target), 'utf8')), link).toContain(anchor)
    }
  })
})

function lines(text: string, { isAnyOrder }: DocProgram): string[] {
  const all = text.trimEnd().split('\n')
  return isAnyOrder ? all.sort() : all
}

/** As GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}
