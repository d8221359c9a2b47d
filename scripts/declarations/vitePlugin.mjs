import { languageFiles } from './languageFiles.mjs'
import { libraryDeclarations, writeLibraryDeclarations } from './libraryDeclarations.mjs'

/** Leaves the library's declarations beside the bundles. @param {string} root @returns {import('vite').Plugin} */
export function emitLibraryDeclarations(root) {
  return { name: 'library-declarations', writeBundle: () => writeLibraryDeclarations(root) }
}

/**
 * Gives the page's editor what it knows programs by: `virtual:library-declarations` and `virtual:language-files`.
 * @param {string} root
 * @returns {import('vite').Plugin}
 */
export function importDeclarations(root) {
  /** @type {Record<string, () => Promise<string>>} */
  const modules = {
    'virtual:library-declarations': async () => {
      return `export const declarations = ${JSON.stringify(await libraryDeclarations(root))}`
    },
    'virtual:language-files': async () => {
      return `export const languageFiles = ${JSON.stringify(languageFiles(root))}`
    },
  }
  return {
    name: 'declarations-modules',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith('\0virtual:') ? modules[id.slice(1)]?.() : undefined),
  }
}
