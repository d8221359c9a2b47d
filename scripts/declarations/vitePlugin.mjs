import { libraryDeclarations, writeLibraryDeclarations } from './libraryDeclarations.mjs'

const moduleName = 'virtual:library-declarations'

/** Leaves the library's declarations beside the bundles. @param {string} root @returns {import('vite').Plugin} */
export function emitLibraryDeclarations(root) {
  return { name: 'library-declarations', writeBundle: () => writeLibraryDeclarations(root) }
}

/**
 * Gives the page their text: `import { declarations } from 'virtual:library-declarations'`.
 * @param {string} root
 * @returns {import('vite').Plugin}
 */
export function importLibraryDeclarations(root) {
  return {
    name: 'library-declarations-module',
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
    load: async (id) => {
      if (id !== `\0${moduleName}`) return undefined
      return `export const declarations = ${JSON.stringify(await libraryDeclarations(root))}`
    },
  }
}
