import type { Dirent, Stats } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { FolderListing } from '../../shared/rpc/contract.ts'
import { UserError } from '../../shared/errors.ts'

/** What one listing looks at; a folder that holds more is marked as truncated. */
const maxFolders = 1_000
const maxEntries = 20_000

const statsAtOnce = 64

/**
 * Lists a folder for the folder picker: its sub-folders by name, and how many files it holds and how large
 * they are. Links count as what they lead to; what cannot be looked at is left out.
 *
 * @param path - absolute, or beginning with `~`.
 * @throws UserError when there is no such folder, or it may not be read.
 */
export async function listFolder(path: string): Promise<FolderListing> {
  const folder = absolute(path)
  const { entries, isCut } = await readEntries(folder)
  const folders: string[] = []
  let files = 0
  let totalBytes = 0
  for (let start = 0; start < entries.length; start += statsAtOnce) {
    const batch = entries.slice(start, start + statsAtOnce)
    const facts = await Promise.all(batch.map((entry) => look(folder, entry)))
    for (const [index, fact] of facts.entries()) {
      if (fact?.isDirectory()) folders.push(batch[index]!.name)
      else if (fact?.isFile()) {
        files++
        totalBytes += fact.size
      }
    }
  }
  folders.sort(new Intl.Collator(undefined, { numeric: true }).compare)
  const parent = dirname(folder)
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    folders: folders.slice(0, maxFolders),
    files,
    totalBytes,
    truncated: isCut || folders.length > maxFolders,
  }
}

function absolute(path: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
  if (path.includes('\0') || !isAbsolute(expanded))
    throw new UserError(
      'bad-input',
      `'${path}' is not the full path of a folder: start it with ${root()} or ~.`,
    )
  return resolve(expanded)
}

function root(): string {
  return process.platform === 'win32' ? 'a drive, as C:\\,' : '/'
}

async function readEntries(folder: string): Promise<{ entries: Dirent[]; isCut: boolean }> {
  const entries: Dirent[] = []
  try {
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      if (entries.length === maxEntries) return { entries, isCut: true }
      entries.push(entry)
    }
    return { entries, isCut: false }
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, folder)
  }
}

/** Undefined for a link to nowhere, and for what was removed meanwhile or may not be looked at. */
async function look(
  folder: string,
  entry: Dirent,
): Promise<Pick<Stats, 'isDirectory' | 'isFile' | 'size'> | undefined> {
  if (entry.isDirectory()) return { isDirectory: () => true, isFile: () => false, size: 0 }
  if (!entry.isFile() && !entry.isSymbolicLink()) return undefined
  return stat(join(folder, entry.name)).catch(() => undefined)
}

function explain(error: NodeJS.ErrnoException, folder: string): Error {
  switch (error.code) {
    case 'ENOENT':
      return new UserError('not-found', `There is no folder ${folder}: check its name.`)
    case 'ENOTDIR':
      return new UserError('bad-input', `${folder} is a file: choose the folder that holds it.`)
    case 'EACCES':
    case 'EPERM':
      return new UserError('not-readable', `${folder} may not be read by this user: choose another folder.`)
    case 'ENAMETOOLONG':
      return new UserError('bad-input', `The name of the folder is too long for this system.`)
    default:
      return error
  }
}
