import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { BuildFailure, BuildOptions, BuildResult, Message, Plugin } from 'esbuild'
import { UserError } from '../../shared/errors.ts'
import {
  libraryPlugin,
  programPlugin,
  programSpecifier,
  sourcePlugin,
  type Transform,
} from './bundlerPlugins.ts'
import { toDiagnostic, toUserError, type ProgramDiagnostic } from './diagnostics.ts'
import {
  libraryEntries,
  libraryNames,
  missingExport,
  missingExportText,
  type Build,
} from './libraryExports.ts'
import { loadBundler, loadedBundler } from './loadBundler.ts'
import { programExtensions, programLoader, type ProgramInput } from './programSource.ts'
import { createTemporaryFolder, removeTemporaryFolder } from './temporaryFolder.ts'

/**
 * Programs are bundled into one ES module before they run, so that every process of a run loads the same file
 * and `multiprocessing` means the engine.
 *
 *   program (file or text) ── esbuild ──▶ <temporary folder>/program.mjs ── imported by each process of the run
 */

export interface BundledProgram {
  /** Absolute path of the ES module. */
  file: string
  /** Names that the program exports. */
  exports: string[]
  /** What it is called to the user: its path as given, or the editor's file name. */
  name: string
  /** Removes the bundle. Call it when the run has ended. */
  dispose(): Promise<void>
}

export interface BundleOptions {
  /** The built library that `multiprocessing` stands for. */
  libraryEntry: string
  /**
   * Text of a module that is bundled instead of the program and imports it from `forkscope:program`: the
   * experiment's own `main` around the user's function.
   */
  wrapper?: string
  /** Names that the wrapper may import, and the absolute files they stand for; they are not bundled. */
  externals?: Record<string, string>
}

/**
 * Bundles a program.
 * @throws UserError `not-found`, `not-readable` or `bad-program`, with file, line and column where there are.
 */
export async function bundleProgram(program: ProgramInput, options: BundleOptions): Promise<BundledProgram> {
  const located = await locate(program)
  const folder = await createTemporaryFolder()
  const dispose = (): Promise<void> => removeTemporaryFolder(folder)
  try {
    const outfile = join(folder, 'program.mjs')
    const outcome = await build(located, options, { outfile, write: true })
    if (!outcome.exports) throw toUserError(outcome.diagnostics, located.name)
    return { file: outfile, exports: outcome.exports, name: located.name, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** Bundles without writing: what is wrong, and what is exported. */
export async function analyseProgram(program: ProgramInput, options: BundleOptions): Promise<BuildOutcome> {
  return build(await locate(program), options, { outfile: resolve('program.mjs'), write: false })
}

/** Ends the bundler's own process, if one was started. */
export async function stopBundler(): Promise<void> {
  await loadedBundler()?.stop()
}

interface Esbuild {
  build: Build
  transform: Transform
}

interface LocatedProgram {
  path: string
  text: string | undefined
  name: string
}

export interface BuildOutcome {
  /** Undefined when there are errors. */
  exports: string[] | undefined
  diagnostics: ProgramDiagnostic[]
}

async function locate(program: ProgramInput): Promise<LocatedProgram> {
  const given = program.kind === 'file' ? program.path : program.fileName
  if (!programLoader(given)) {
    const expected = programExtensions.join(', ')
    throw new UserError('bad-program', `'${given}' is not a program: its name must end in ${expected}.`)
  }
  if (program.kind === 'source') {
    const path = join(resolve(program.directory), basename(program.fileName))
    return { path, text: program.source, name: basename(program.fileName) }
  }
  const path = resolve(program.path)
  await requireFile(path, program.path)
  return { path, text: undefined, name: program.path }
}

async function requireFile(path: string, given: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      throw new UserError('not-found', `There is no file '${given}'.`)
    }
    throw new UserError('not-readable', `'${given}' cannot be read (${error.code ?? error.message}).`)
  })
  if (!found.isFile()) throw new UserError('bad-program', `'${given}' is not a file; name a program.`)
}

async function build(
  program: LocatedProgram,
  options: BundleOptions,
  output: Pick<BuildOptions, 'outfile' | 'write'>,
): Promise<BuildOutcome> {
  const esbuild = loadBundler()
  const nameOf = (file: string): string => displayName(file, program)
  const attempt = await tryBuild(esbuild, { ...baseOptions(program, options, esbuild, true), ...output })
  if (attempt.result) {
    const diagnostics = attempt.result.warnings.map((message) => toDiagnostic(message, 'warning', nameOf))
    return { exports: exportsOf(attempt.result), diagnostics }
  }
  // Pinning moves what it leaves: where a mistake lies is asked of the sources as they were written.
  const unpinned = { ...baseOptions(program, options, esbuild, false), ...output, write: false }
  const { errors } = await tryBuild(esbuild, unpinned)
  const found = errors.length > 0 ? errors : attempt.errors
  const named = await namingExports(found, esbuild.build, options.libraryEntry)
  return { exports: undefined, diagnostics: withoutDuplicates(named, nameOf) }
}

/** A result, or else at least one error. */
interface BuildAttempt {
  result: BuildResult | undefined
  errors: Message[]
}

async function tryBuild({ build }: Esbuild, options: BuildOptions): Promise<BuildAttempt> {
  try {
    const result = await build({ ...options, metafile: true })
    const errors = result.warnings.filter((message) => missingExport(message) !== undefined)
    return { result: errors.length > 0 ? undefined : result, errors }
  } catch (error) {
    const errors = (error as Partial<BuildFailure>).errors
    if (!Array.isArray(errors)) throw error
    return { result: undefined, errors }
  }
}

function baseOptions(
  program: LocatedProgram,
  options: BundleOptions,
  { build, transform }: Esbuild,
  pinsLocations: boolean,
): BuildOptions {
  const plugins: Plugin[] = [
    libraryPlugin(build, options.libraryEntry, options.externals ?? {}),
    programPlugin(program.path),
    sourcePlugin(pinsLocations ? transform : undefined, program),
  ]
  const entry: BuildOptions =
    options.wrapper === undefined
      ? { entryPoints: [programSpecifier] }
      : { stdin: { contents: options.wrapper, sourcefile: 'wrapper.js', resolveDir: dirname(program.path) } }
  return {
    ...entry,
    absWorkingDir: process.cwd(),
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The processes of the run are started with the Node that we run on.
    target: `node${process.versions.node}`,
    sourcemap: 'inline',
    sourcesContent: false,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    banner: { js: requireBanner },
    plugins,
  }
}

/** CommonJS packages in an ES module bundle need a `require` for Node's own modules. */
const requireBanner = [
  `import { createRequire as __forkscopeCreateRequire } from 'node:module'`,
  `var require = __forkscopeCreateRequire(import.meta.url)`,
].join('\n')

function exportsOf(result: BuildResult): string[] {
  const outputs = Object.values(result.metafile?.outputs ?? {})
  return outputs.find((output) => output.entryPoint !== undefined)?.exports ?? []
}

/** Says of each name that the library lacks what there is instead. */
async function namingExports(
  errors: readonly Message[],
  build: Build,
  libraryEntry: string,
): Promise<Message[]> {
  const explained: Message[] = []
  for (const message of errors) {
    const missing = missingExport(message)
    const file = missing && libraryEntries(libraryEntry)[missing.module]
    if (!missing || file === undefined) explained.push(message)
    else explained.push({ ...message, text: missingExportText(missing, await libraryNames(build, file)) })
  }
  return explained
}

function withoutDuplicates(
  errors: readonly Message[],
  nameOf: (file: string) => string,
): ProgramDiagnostic[] {
  const seen = new Set<string>()
  return errors
    .map((message) => toDiagnostic(message, 'error', nameOf))
    .filter((found) => {
      const key = `${found.file}:${found.line}:${found.column}:${found.message}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
}

function displayName(file: string, program: LocatedProgram): string {
  const path = resolve(file.replace(/^file:/, ''))
  if (path === program.path) return program.name
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
