import { readFile, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { runtimePaths } from '../../../lab/runtimePaths.ts'
import { UserError } from '../../../shared/errors.ts'
import type { CommandContext } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'

/** What files of ours begin with; others are left alone. */
const mark = "// Written by 'forkscope types'"

type Writing = 'written' | 'updated' | 'up to date'

/**
 * `forkscope types`: what an editor needs to know of `multiprocessing`, beside the user's programs. Writes the
 * library's declarations, and a `tsconfig.json` where no other rules.
 */
export async function typesCommand(
  { root, terminal }: CommandContext,
  { dir = '.' }: { dir?: string },
): Promise<number> {
  const folder = resolve(dir)
  await requireFolder(folder, dir)
  const declarations = await readFile(runtimePaths(root).declarations, 'utf8')
  const file = join(folder, 'multiprocessing.d.ts')
  const header = `${mark}: what programs import from 'multiprocessing'. Run it again after an update.\n\n`
  terminal.line(`${nameOf(file)}: ${await writeOwn(file, header + declarations)}.`)
  for (const line of await configure(folder)) terminal.line(line)
  return exitCodes.completed
}

async function configure(folder: string): Promise<string[]> {
  const config = (await nearestConfig(folder)) ?? join(folder, 'tsconfig.json')
  const hasNode = hasNodeTypes(folder)
  const advice = hasNode
    ? []
    : ["For Node's own names (process, node:fs, …): npm install --save-dev @types/node, then run this again."]
  const known = await readIfThere(config)
  const isOurs = known === undefined || known === configText(true) || known === configText(false)
  if (isOurs) return [`${nameOf(config)}: ${await writeOwn(config, configText(hasNode))}.`, ...advice]
  const note = `${nameOf(config)}: left as it is. Check that it includes multiprocessing.d.ts and has "ESNext.Disposable" in "lib" (for await using).`
  return [note, ...advice]
}

/** Tells editors how programs are bundled: modules, today's language, no output. */
function configText(hasNode: boolean): string {
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Disposable', ...(hasNode ? [] : ['DOM'])],
    module: 'ESNext',
    moduleResolution: 'Bundler',
    moduleDetection: 'force',
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    types: hasNode ? ['node'] : [],
  }
  return `${mark}\n${JSON.stringify({ compilerOptions }, null, 2)}\n`
}

/** @throws UserError when a file of that name is somebody else's, or cannot be written */
async function writeOwn(file: string, text: string): Promise<Writing> {
  const known = await readIfThere(file)
  if (known === text) return 'up to date'
  if (known !== undefined && !known.startsWith(mark)) {
    throw new UserError(
      'refused',
      `${nameOf(file)} is not a file of Forkscope's: rename it, or choose another folder with --dir.`,
    )
  }
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new UserError('refused', `${nameOf(file)} cannot be written (${error.code}).`)
  })
  return known === undefined ? 'written' : 'updated'
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UserError('not-readable', `${nameOf(file)} cannot be read (${error.code}).`)
  })
}

/** The one that editors take for programs of this folder. */
async function nearestConfig(folder: string): Promise<string | undefined> {
  for (const name of ['tsconfig.json', 'jsconfig.json']) {
    const isThere = await stat(join(folder, name)).catch(() => undefined)
    if (isThere) return join(folder, name)
  }
  const parent = dirname(folder)
  return parent === folder ? undefined : nearestConfig(parent)
}

function hasNodeTypes(folder: string): boolean {
  try {
    createRequire(join(folder, 'program.ts')).resolve('@types/node/package.json')
    return true
  } catch {
    return false
  }
}

async function requireFolder(folder: string, given: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (!found) throw new UserError('not-found', `There is no folder '${given}': create it first.`)
  if (!found.isDirectory())
    throw new UserError('bad-input', `'${given}' is a file: name the folder it is in.`)
}

/** As the user would write it. */
function nameOf(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith('..') ? file : path
}
