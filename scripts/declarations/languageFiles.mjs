import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import ts from 'typescript'

/** The libraries of the language that programs are compiled with, and what those refer to. */
const libraries = ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts']
const packages = ['@types/node', 'undici-types']

/**
 * The declarations of the language and of Node, for the editor.
 *
 * @param {string} root the clone
 * @returns {Record<string, string>} texts by path; the language's own lie at the top
 */
export function languageFiles(root) {
  const modules = join(root, 'node_modules')
  /** @type {Record<string, string>} */
  const files = {}
  for (const name of libraries) addLibrary(files, join(modules, 'typescript', 'lib'), name)
  for (const name of packages) {
    const folder = join(modules, name)
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      // Declarations for older versions of TypeScript lie in folders of their own.
      const isWanted = /(\.d\.ts|^package\.json)$/.test(entry) && !/^ts\d/.test(entry)
      if (isWanted)
        files[`/${relative(root, join(folder, entry)).split(sep).join('/')}`] = readFileSync(
          join(folder, entry),
          'utf8',
        )
    }
  }
  return files
}

/** @param {Record<string, string>} files @param {string} folder @param {string} name */
function addLibrary(files, folder, name) {
  if (files[`/${name}`] !== undefined) return
  const text = readFileSync(join(folder, basename(name)), 'utf8')
  files[`/${name}`] = text
  for (const { fileName } of ts.preProcessFile(text).libReferenceDirectives) {
    addLibrary(files, folder, `lib.${fileName}.d.ts`)
  }
}
