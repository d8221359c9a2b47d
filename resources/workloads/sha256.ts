import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

interface Parameters {
  subfolders: string
  maxFiles: number
}

/** What stands for a file in the results: its digest, or why it could not be read. */
type FileDigest = { file: string; bytes: number; sha256: string } | { file: string; error: string }

/** The regular files of a folder, in the order of their names, and what was left out. */
export async function items(
  folder: string,
  { subfolders, maxFiles }: Parameters,
): Promise<{ items: string[]; notes: string[] }> {
  const files: string[] = []
  const unreadable: string[] = []
  const waiting = [resolve(folder)]
  let leftOut = 0
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => undefined)
    if (!entries) unreadable.push(next)
    entries?.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries ?? []) {
      if (entry.isDirectory() && subfolders === 'yes') waiting.push(join(next, entry.name))
      if (!entry.isFile()) continue
      if (files.length < maxFiles) files.push(join(next, entry.name))
      else leftOut++
    }
    if (leftOut > 0) break
  }
  return { items: files, notes: notesOn(files.length, leftOut, unreadable) }
}

function notesOn(kept: number, leftOut: number, unreadable: string[]): string[] {
  const notes: string[] = []
  if (leftOut > 0) notes.push(`Only the first ${kept} files were taken; raise maxFiles to take more.`)
  if (unreadable.length > 0) {
    notes.push(
      `${unreadable.length} sub-folder(s) cannot be read and were left out, among them ${unreadable[0]}.`,
    )
  }
  return notes
}

/** Reads a file in pieces, so that its size does not matter. A file that cannot be read is a result too. */
export async function sha256(file: string): Promise<FileDigest> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 256 * 1024 })) {
      hash.update(piece as Buffer)
      bytes += (piece as Buffer).length
    }
    return { file, bytes, sha256: hash.digest('hex') }
  } catch (error) {
    return { file, error: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}` }
  }
}
