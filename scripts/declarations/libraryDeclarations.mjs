import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatted } from '../format.mjs'
import { bundleDeclarations } from './bundleDeclarations.mjs'

/** What programs may import, and the modules behind it; those that there are. */
const entries = [
  { name: 'multiprocessing', files: ['index.ts'] },
  { name: 'multiprocessing/dummy', files: ['dummy.ts', 'dummy/index.ts', '../dummy/index.ts'] },
]

/** Where the build leaves them, below the clone or the packaged app. */
export const declarationsFile = join('out', 'types', 'multiprocessing.d.ts')

/**
 * The library's declarations in one self-contained file, as programs see it: comments kept, internals left out.
 *
 * @param {string} root the clone
 * @param {(origin: { from: string, name: string }) => void} [onInferred] told of each type that had to be inferred
 * @returns {Promise<string>}
 */
export async function libraryDeclarations(root, onInferred) {
  const library = join(root, 'src', 'engine', 'library')
  const found = entries.flatMap(({ name, files }) => {
    const file = files.map((path) => join(library, path)).find((path) => existsSync(path))
    return file === undefined ? [] : [{ name, file }]
  })
  return formatted(root, 'multiprocessing.d.ts', bundleDeclarations(found, onInferred))
}

/** Writes them where the build leaves them. @param {string} root */
export async function writeLibraryDeclarations(root) {
  const file = join(root, declarationsFile)
  const text = await libraryDeclarations(root)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
