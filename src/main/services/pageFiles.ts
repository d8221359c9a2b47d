import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { UserError } from '../../shared/errors.ts'

/** Far above what the page's files weigh; a folder above it is not ours. */
const maxTotalBytes = 128 * 1024 * 1024

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

export interface PageFile {
  body: Buffer
  contentType: string
  /** Its name changes with its content, so that it may be cached for ever. */
  isImmutable: boolean
  isDocument: boolean
}

/** The page's files by the exact path that asks for them: what is not in it cannot be asked for. */
export type PageFiles = ReadonlyMap<string, PageFile>

/**
 * Reads the built page once, at start. Requests are then answered from the map alone and never touch a path,
 * so that no request can lead out of the folder; links in it are left out for the same reason.
 *
 * @param folder - the built renderer.
 * @throws UserError when the page has not been built.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>()
  let totalBytes = 0
  for (const file of await listFiles(folder)) {
    const contentType = contentTypes[extname(file)]
    if (!contentType) continue
    const body = await readFile(file)
    totalBytes += body.length
    if (totalBytes > maxTotalBytes) throw new UserError('limit', `${folder} is too large to be the page.`)
    const path = `/${relative(folder, file).split(sep).map(encodeURIComponent).join('/')}`
    const isImmutable = path.startsWith('/assets/')
    files.set(path, { body, contentType, isImmutable, isDocument: extname(file) === '.html' })
  }
  const index = files.get('/index.html')
  if (!index) throw notBuilt(folder)
  return files.set('/', index)
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => {
    throw notBuilt(folder)
  })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

function notBuilt(folder: string): UserError {
  return new UserError('not-found', `The interface is not built (${folder} has no page): run npm run build.`)
}
