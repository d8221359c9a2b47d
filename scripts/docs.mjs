import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { libraryDeclarations } from './declarations/libraryDeclarations.mjs'
import { readApi } from './docs/readApi.mjs'
import { renderReference } from './docs/renderReference.mjs'
import { formatted } from './format.mjs'

/**
 * `npm run docs`: writes the library's reference from the comments in its source.
 * `npm run check docs` says whether that was done since they were changed.
 */

const root = dirname(import.meta.dirname)
const folder = join('docs', 'multiprocessing', 'reference')

/** @returns {Promise<Map<string, string>>} text by path below the clone */
async function reference() {
  const pages = renderReference(readApi(await libraryDeclarations(root)))
  const written = [...pages].map(
    async ([name, text]) => /** @type {const} */ ([join(folder, name), await formatted(root, name, text)]),
  )
  return new Map(await Promise.all(written))
}

/** The pages that are there now. */
function pagesThere() {
  const path = join(root, folder)
  return existsSync(path) ? readdirSync(path).map((name) => join(folder, name)) : []
}

/** @returns {Promise<string[]>} paths of pages that are not as the source has them */
export async function stalePages() {
  const wanted = await reference()
  const isRight = (/** @type {string} */ path) => {
    const file = join(root, path)
    return existsSync(file) && readFileSync(file, 'utf8') === wanted.get(path)
  }
  return [...new Set([...wanted.keys(), ...pagesThere()])].filter((path) => !isRight(path)).sort()
}

async function writePages() {
  const wanted = await reference()
  mkdirSync(join(root, folder), { recursive: true })
  for (const path of pagesThere()) if (!wanted.has(path)) rmSync(join(root, path))
  for (const [path, text] of wanted) writeFileSync(join(root, path), text)
  console.log(`${wanted.size} pages in ${folder}`)
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))) {
  await writePages()
}
