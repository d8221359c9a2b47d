import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { UserError } from '../../shared/errors.ts'
import { maxRunFileBytes } from '../../shared/runFile.ts'

/** Somebody may drop a folder full of them on the icon. */
const maxWaiting = 8

/** A run file that was opened from outside, for the page to show. Its text is not looked at here. */
export interface OpenedFile {
  /** Without its folder: what the page calls it. */
  name: string
  text: string
}

/**
 * Run files that the system asked the app to open (a double click, an argument, a second start), until a page takes
 * them: `add` comes from the desktop host, often before there is a page, and `take` and `onAdded` serve the page.
 */
export class OpenedFiles {
  #waiting: string[] = []
  readonly #listeners = new Set<() => void>()

  /** Of more than 8 that wait the newest stay. */
  add(path: string): void {
    this.#waiting = [...this.#waiting.filter((other) => other !== path), path].slice(-maxWaiting)
    for (const listener of this.#listeners) listener()
  }

  /** Paths of what waits, oldest first. */
  get pending(): readonly string[] {
    return this.#waiting
  }

  /** The oldest that waits, which then waits no more; null where nothing does. */
  async take(): Promise<OpenedFile | null> {
    const path = this.#waiting.shift()
    return path === undefined ? null : readRunFile(path)
  }

  /** Called after each that is added. Returns the disposer. */
  onAdded(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/**
 * Reads a run file: a regular file of at most 32 MiB, and nothing that could keep a reader waiting.
 *
 * @throws UserError that names the file and says what is wrong with it.
 */
export async function readRunFile(path: string): Promise<OpenedFile> {
  const name = basename(path)
  let file: FileHandle
  try {
    // A named pipe without a writer would hold up a reader that waits. (Windows has no such flag.)
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, name)
  }
  try {
    return { name, text: await readText(file, name) }
  } finally {
    await file.close()
  }
}

async function readText(file: FileHandle, name: string): Promise<string> {
  const facts = await file.stat()
  if (!facts.isFile()) throw new UserError('bad-input', `${name} is not a file, so it holds no saved run.`)
  if (facts.size > maxRunFileBytes) throw tooLarge(name)
  // Read by its size, and a byte more: it may grow meanwhile.
  const bytes = Buffer.alloc(facts.size + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length)
    length += bytesRead
    if (bytesRead === 0 || length === bytes.length) break
  }
  if (length > facts.size) throw new UserError('refused', `${name} is being written: open it again later.`)
  return bytes.toString('utf8', 0, length)
}

function tooLarge(name: string): UserError {
  return new UserError(
    'limit',
    `${name} is larger than ${maxRunFileBytes / 1024 / 1024} MiB: no saved run is, so it is not opened.`,
  )
}

function explain(error: NodeJS.ErrnoException, name: string): Error {
  switch (error.code) {
    case 'ENOENT':
      return new UserError('not-found', `${name} is not there (any more): check where it is saved.`)
    case 'EACCES':
    case 'EPERM':
      return new UserError('not-readable', `${name} may not be read by this user.`)
    case 'EISDIR':
      return new UserError('bad-input', `${name} is a folder, so it holds no saved run.`)
    case 'ENXIO':
      return new UserError('bad-input', `${name} is not a file, so it holds no saved run.`)
    default:
      return new UserError('not-readable', `${name} cannot be read (${error.code ?? error.message}).`)
  }
}
