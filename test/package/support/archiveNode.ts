import { extractFile, getRawHeader } from '@electron/asar'
import { createRequire, isBuiltin, registerHooks, syncBuiltinESMExports } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Loaded before anything else (`node --import`), makes a Node that reads `app.asar` as Electron's does, in the main
 * thread and in workers: modules, and as much of `fs` as the packaged files use. Whatever else asks for a path in the
 * archive is told by the system that a file is no folder, as are programs that the app starts.
 *
 * `FORKSCOPE_ARCHIVE` names the archive, `FORKSCOPE_ARCHIVE_NODE` the program that every process is to be started by.
 */

type AnyFunction = (...args: unknown[]) => unknown
type Header = { files: Record<string, Header> } | { size: number; unpacked?: boolean }

const archive = process.env['FORKSCOPE_ARCHIVE'] ?? ''
const { header } = getRawHeader(archive) as unknown as { header: Header }
const require = createRequire(import.meta.url)
const fs = require('node:fs') as Record<string, AnyFunction>
const promises = require('node:fs/promises') as Record<string, AnyFunction>
const real = { ...fs }
const realPromises = { ...promises }

/** The path inside the archive; undefined for one elsewhere. */
function inside(path: unknown): string | undefined {
  const text = path instanceof URL ? fileURLToPath(path) : path
  if (typeof text !== 'string' || !(text === archive || text.startsWith(`${archive}/`))) return undefined
  return posix.normalize(text.slice(archive.length + 1))
}

function entryOf(path: string): Header | undefined {
  if (path === '.') return header
  return path
    .split('/')
    .reduce<Header | undefined>((at, name) => (at && 'files' in at ? at.files[name] : undefined), header)
}

function missing(path: string, call: string): Error {
  const error = new Error(`ENOENT, ${call} ${path} not found in ${archive}`)
  return Object.assign(error, { code: 'ENOENT', errno: -2, syscall: call })
}

function read(path: string, options: unknown): unknown {
  const entry = entryOf(path)
  if (entry === undefined || 'files' in entry) throw missing(path, 'open')
  // As in Electron: what lies beside the archive is read there.
  if (entry.unpacked === true) return real['readFileSync']!(`${archive}.unpacked/${path}`, options)
  const bytes = extractFile(archive, path)
  const encoding =
    typeof options === 'string' ? options : (options as { encoding?: string } | undefined)?.encoding
  return encoding ? bytes.toString(encoding as BufferEncoding) : bytes
}

function stat(path: string): unknown {
  const entry = entryOf(path)
  if (entry === undefined) throw missing(path, 'stat')
  const isFolder = 'files' in entry
  return {
    isFile: () => !isFolder,
    isDirectory: () => isFolder,
    size: isFolder ? 0 : entry.size,
    mode: 0o444,
  }
}

function list(path: string, options: { withFileTypes?: boolean; recursive?: boolean } = {}): unknown[] {
  const entry = entryOf(path)
  if (entry === undefined || !('files' in entry)) throw missing(path, 'scandir')
  return Object.entries(entry.files).flatMap(([name, inner]) => {
    const isFolder = 'files' in inner
    const deeper = isFolder && options.recursive ? list(posix.join(path, name), options) : []
    const found = {
      name,
      parentPath: posix.join(archive, path),
      isFile: () => !isFolder,
      isDirectory: () => isFolder,
    }
    return [options.withFileTypes ? found : name, ...deeper]
  })
}

const own: Record<string, (path: string, options?: never) => unknown> = {
  readFile: read,
  stat,
  readdir: list,
}

for (const [name, answer] of Object.entries(own)) {
  fs[`${name}Sync`] = (path, ...rest) => {
    const found = inside(path)
    return found === undefined ? real[`${name}Sync`]!(path, ...rest) : answer(found, rest[0] as never)
  }
  promises[name] = async (path, ...rest) => {
    const found = inside(path)
    return found === undefined ? realPromises[name]!(path, ...rest) : answer(found, rest[0] as never)
  }
}
fs['existsSync'] = (path) => {
  const found = inside(path)
  return found === undefined ? real['existsSync']!(path) : entryOf(found) !== undefined
}
syncBuiltinESMExports()

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const url = resolveInside(specifier, context.parentURL)
    return url === undefined ? nextResolve(specifier, context) : { url, shortCircuit: true }
  },
  load: (url, context, nextLoad) => {
    const path = url.startsWith('file:') ? inside(new URL(url)) : undefined
    if (path === undefined) return nextLoad(url, context)
    const isModule = path.endsWith('.js') && !path.startsWith('node_modules/')
    const source = read(path, undefined) as Buffer
    return { format: isModule ? 'module' : 'commonjs', source, shortCircuit: true }
  },
})

/** @returns undefined for a module that does not lie in the archive */
function resolveInside(specifier: string, parentUrl: string | undefined): string | undefined {
  if (isBuiltin(specifier)) return undefined
  if (inside(specifier) !== undefined) return pathToFileURL(specifier).href
  if (specifier.startsWith('file:')) return inside(new URL(specifier)) === undefined ? undefined : specifier
  if (parentUrl === undefined || !parentUrl.startsWith('file:') || inside(new URL(parentUrl)) === undefined)
    return undefined
  if (specifier.startsWith('.')) return new URL(specifier, parentUrl).href
  const folder = `node_modules/${specifier}`
  const { main } = JSON.parse(String(read(`${folder}/package.json`, 'utf8'))) as { main: string }
  return pathToFileURL(`${archive}/${folder}/${main}`).href
}

// What tells the app that it is to start its processes as Node.
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.3.4' } })
process.execPath = process.env['FORKSCOPE_ARCHIVE_NODE'] ?? process.execPath
