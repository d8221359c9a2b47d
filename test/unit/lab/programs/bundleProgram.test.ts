import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleProgram, stopBundler } from '../../../../src/lab/programs/bundleProgram.ts'
import { checkProgram } from '../../../../src/lab/programs/checkProgram.ts'
import { isUserError } from '../../../../src/shared/errors.ts'
import { programFile, temporaryFolder } from '../../../support/programFiles.ts'

const library = mkdtempSync(join(tmpdir(), 'library-'))
const options = { libraryEntry: join(library, 'multiprocessing.js') }
writeFileSync(
  join(library, 'chunk.js'),
  'export class Pool {}\nexport class QueueEmptyError extends Error {}',
)
writeFileSync(join(library, 'multiprocessingDummy.js'), 'export class ThreadPool {}')
writeFileSync(options.libraryEntry, "export * from './chunk.js'\nexport const cpuCount = () => 2")

afterAll(async () => {
  await stopBundler()
  rmSync(library, { recursive: true })
})

/** Bundles, imports the bundle, removes it. */
async function load(path: string): Promise<Record<string, unknown>> {
  const bundle = await bundleProgram({ kind: 'file', path }, options)
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(bundle.file).href)) as Record<string, unknown>
  } finally {
    await bundle.dispose()
  }
}

async function mistake(source: string, name?: string): Promise<string> {
  const path = programFile(source, name)
  const error: unknown = await bundleProgram({ kind: 'file', path }, options).then(
    () => expect.fail('it was bundled'),
    (thrown: unknown) => thrown,
  )
  if (!isUserError(error)) throw error
  return error.message.replaceAll(dirname(path), '…')
}

describe('a bundled program', () => {
  it('lies in a folder of its own that only the user may enter, until it is disposed of', async () => {
    const path = programFile('export const main = (): number => 1')
    const bundle = await bundleProgram({ kind: 'file', path }, options)
    expect(bundle).toMatchObject({ exports: ['main'], name: path })
    expect(statSync(dirname(bundle.file)).mode & 0o777).toBe(0o700)
    await bundle.dispose()
    expect(existsSync(dirname(bundle.file))).toBe(false)
  })

  it('shares the built library with the process that imports it', async () => {
    const path = programFile("import { Pool } from 'multiprocessing'\nexport const main = () => new Pool()")
    const bundle = await bundleProgram({ kind: 'file', path }, options)
    const library = pathToFileURL(options.libraryEntry).href
    expect(readFileSync(bundle.file, 'utf8')).toContain(`import { Pool } from "${library}"`)
    await bundle.dispose()
  })

  it('keeps its own names, whatever the library calls its parts', async () => {
    const path = programFile(
      "import { Pool } from 'multiprocessing'\nexport class QueueEmptyError {}\nexport const main = () => [QueueEmptyError.name, typeof Pool]",
    )
    const { main } = await load(path)
    expect((main as () => unknown)()).toEqual(['QueueEmptyError', 'function'])
  })

  it.each([
    "import 'multiprocessing'\nexport const main = () => [2, 'function']",
    "import * as mp from 'multiprocessing'\nexport const main = () => [mp.cpuCount(), typeof mp.Pool]",
    "export const main = async () => { const mp = await import('multiprocessing'); return [mp.cpuCount(), typeof mp.Pool] }",
    "export * from 'multiprocessing'\nimport { Pool, cpuCount } from 'multiprocessing'\nexport const main = () => [cpuCount(), typeof Pool]",
    `import { cpuCount, Pool, type PoolOptions, WaitOptions } from 'multiprocessing'
      import type { ImapOptions } from 'multiprocessing'
      export { MapOptions } from 'multiprocessing'
      export type Options = PoolOptions & WaitOptions & ImapOptions
      export const main = () => [cpuCount(), typeof Pool]`,
  ])('%#: imports the library in every way, types too', async (source) => {
    const { main } = await load(programFile(source))
    expect(await (main as () => unknown)()).toEqual([2, 'function'])
  })

  it('knows where its source lies, and may define require itself', async () => {
    const path = programFile(`
      import { createRequire } from 'node:module'
      const require = createRequire(import.meta.url)
      export const main = () => ({ ...import.meta, url: import.meta.url, dir: import.meta.dirname, file: import.meta.filename, sep: require('node:path').sep })`)
    const { main } = await load(path)
    expect((main as () => unknown)()).toMatchObject({
      url: pathToFileURL(path).href,
      dir: dirname(path),
      file: path,
      sep: '/',
    })
  })

  it('contains its packages, also those in CommonJS', async () => {
    const path = programFile("import old from 'old-style'\nexport const main = () => old()")
    const folder = join(dirname(path), 'node_modules', 'old-style')
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, 'index.js'),
      "const os = require('os'); module.exports = () => [os.EOL, __dirname]",
    )
    const { main } = await load(path)
    expect((main as () => unknown)()).toEqual(['\n', folder])
  })
})

describe('a mistake in a program', () => {
  it('is told with file, line and column, counted in characters', async () => {
    expect(await mistake('const ü = "😀"; const y = = 3')).toBe('…/program.ts:1:27: Unexpected "=".')
    expect(await mistake("import './helper.ts'\n")).toBe(
      "…/program.ts:1:8: There is no file './helper.ts' beside the program.",
    )
    expect(await mistake("import x from 'not-there'\nexport const main = x")).toBe(
      "…/program.ts:1:15: The package 'not-there' is not installed where the program lies.",
    )
    expect(await mistake("export * from 'multiprocessing/stupid'")).toMatch(
      /multiprocessing\/stupid' is not part/,
    )
    expect(await mistake("require('multiprocessing')", 'program.cjs')).toMatch(/import .* instead of require/)
  })

  it('is a name that the library lacks, said with what it has', async () => {
    const use = '\nexport const main = () => console.log(name)'
    expect(await mistake(`import { wait as name } from 'multiprocessing'${use}`)).toBe(
      "…/program.ts:1:10: 'multiprocessing' has no export 'wait'. There is Pool, cpuCount.",
    )
    expect(await mistake(`import { cpu_count as name } from 'multiprocessing'${use}`)).toMatch(
      /has no export 'cpu_count'\. Did you mean 'cpuCount'\?$/,
    )
    expect(await mistake(`import { EmptyError as name } from 'multiprocessing'${use}`)).toMatch(
      /QueueEmptyError/,
    )
    expect(await mistake(`import { cpus as name } from 'multiprocessing/dummy'${use}`)).toMatch(
      /'multiprocessing\/dummy' has no export 'cpus'\. There is ThreadPool\.$/,
    )
    expect(await mistake(`import name from 'multiprocessing'${use}`)).toMatch(
      /:1:8: .*no default export: write/,
    )
    expect(
      await mistake("import * as mp from 'multiprocessing'\nexport const main = () => mp.Manager()"),
    ).toMatch(/program\.ts:2:30: 'multiprocessing' has no export 'Manager'\./)
    expect(
      await mistake(`console.log(import.meta.url)\n\n  import { wait as name } from 'multiprocessing'${use}`),
    ).toMatch(/program\.ts:3:12: 'multiprocessing' has no export 'wait'/)
  })

  it('is one sentence when there are several', async () => {
    expect(await mistake("import './a.ts'\nimport './b.ts'")).toMatch(
      /^[^\n]*a\.ts[^\n]*\(and 1 more error\)\.$/,
    )
  })

  it.each([
    ['/no/where.ts', /There is no file '\/no\/where\.ts'/],
    ['/etc/passwd', /must end in \.ts/],
    ['/usr', /must end in/],
  ])('%s is refused', async (path, says) => {
    await expect(bundleProgram({ kind: 'file', path }, options)).rejects.toThrow(says)
  })
})

describe('checking a program', () => {
  async function check(source: string): ReturnType<typeof checkProgram> {
    return checkProgram(source, 'queue.ts', temporaryFolder(), options)
  }

  it('finds nothing in one that is right', async () => {
    expect(
      await check("import { Pool } from 'multiprocessing'\nexport function main() { return Pool }"),
    ).toEqual([])
  })

  it('marks every mistake with its place and length', async () => {
    expect(
      await check("import { a } from './a.ts'\nimport { b } from './b.ts'\nconsole.log(a, b)"),
    ).toMatchObject([
      { line: 1, column: 19, length: 8, severity: 'error' },
      { line: 2, column: 19, length: 8, severity: 'error' },
    ])
  })

  it('marks a name that the library lacks', async () => {
    expect(
      await check("import { Pool, wait } from 'multiprocessing'\nexport const main = () => [Pool, wait]"),
    ).toMatchObject([
      {
        line: 1,
        column: 16,
        length: 4,
        severity: 'error',
        message: expect.stringMatching(/no export 'wait'/) as string,
      },
    ])
  })

  it('warns when there is no main, and refuses a name that is no program', async () => {
    const missing = { severity: 'warning', message: expect.stringContaining('main') as string }
    expect(await check('export const x = 1')).toMatchObject([missing])
    expect(await checkProgram('', 'notes.txt', temporaryFolder(), options)).toMatchObject([
      { severity: 'error' },
    ])
  })
})
