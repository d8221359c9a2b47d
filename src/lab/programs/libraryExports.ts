import type { build as bundle, Message } from 'esbuild'
import { suggest } from '../suggestions.ts'

export type Build = typeof bundle

/** The namespace of the module that stands for the library while a program is bundled. */
export const libraryNamespace = 'multiprocessing'

const namesOf = new Map<string, Promise<string[]>>()

/**
 * The names that the built library exports, read from it once: what a program may import is what is there.
 * @throws when there is no such file
 */
export function libraryNames(build: Build, libraryEntry: string): Promise<string[]> {
  const known = namesOf.get(libraryEntry)
  if (known) return known
  const names = readNames(build, libraryEntry)
  namesOf.set(libraryEntry, names)
  names.catch(() => namesOf.delete(libraryEntry))
  return names
}

async function readNames(build: Build, libraryEntry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [libraryEntry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  return Object.values(metafile.outputs).flatMap((output) => output.exports)
}

/** The name that a program misses in the library, if that is what the bundler says. */
export function missingExport({ text }: Pick<Message, 'text'>): string | undefined {
  const missing = new RegExp(`^No matching export in "${libraryNamespace}:.*" for import "(.+)"$`).exec(text)
  const ofNamespace = new RegExp(`^Import "(.+)" will always be undefined .* "${libraryNamespace}:`).exec(
    text,
  )
  return missing?.[1] ?? ofNamespace?.[1]
}

/** Says what a program misses in the library, and what is there instead. */
export function missingExportText(name: string, names: readonly string[]): string {
  // The many errors would hide what there is to use.
  const fitting = name.endsWith('Error') ? names : names.filter((known) => !known.endsWith('Error'))
  if (name === 'default') {
    return `'multiprocessing' has no default export: write import { … } from 'multiprocessing'.${suggest(name, fitting)}`
  }
  return `'multiprocessing' has no export '${name}'.${suggest(name, fitting)}`
}
