import type { build as bundle, Message, Plugin } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suggest } from '../suggestions.ts'

export type Build = typeof bundle

/** The namespace of the module that stands for the library while a program is bundled. */
export const libraryNamespace = 'multiprocessing'

/** By what programs import: the built modules that it stands for. They lie beside each other. */
export function libraryEntries(libraryEntry: string): Readonly<Record<string, string>> {
  return {
    multiprocessing: libraryEntry,
    'multiprocessing/dummy': join(dirname(libraryEntry), 'multiprocessingDummy.js'),
  }
}

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
    plugins: [readByNode],
  })
  return Object.values(metafile.outputs).flatMap((output) => output.exports)
}

/** In a package the library lies in the archive, which the bundler itself cannot read. */
const readByNode: Plugin = {
  name: 'read by Node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ kind, path, importer }) => {
      if (kind === 'entry-point') return { path, namespace: 'built' }
      const isRelative = path.startsWith('./') || path.startsWith('../')
      return isRelative
        ? { path: join(dirname(importer), path), namespace: 'built' }
        : { path, external: true }
    })
    onLoad({ filter: /./, namespace: 'built' }, async ({ path }) => ({ contents: await readFile(path) }))
  },
}

/** What a program misses in the library, if that is what the bundler says. */
export interface MissingExport {
  name: string
  /** As it is imported: `multiprocessing`. */
  module: string
}

export function missingExport({ text }: Pick<Message, 'text'>): MissingExport | undefined {
  const found =
    new RegExp(`^No matching export in "${libraryNamespace}:(?<module>.*)" for import "(?<name>.+)"$`).exec(
      text,
    ) ??
    new RegExp(
      `^Import "(?<name>.+)" will always be undefined .* "${libraryNamespace}:(?<module>[^"]*)"`,
    ).exec(text)
  const { name, module } = found?.groups ?? {}
  return name === undefined || module === undefined ? undefined : { name, module }
}

/** Says what a program misses in the library, and what is there instead. */
export function missingExportText({ name, module }: MissingExport, names: readonly string[]): string {
  // The many errors would hide what there is to use.
  const fitting = name.endsWith('Error') ? names : names.filter((known) => !known.endsWith('Error'))
  if (name === 'default') {
    return `'${module}' has no default export: write import { … } from '${module}'.${suggest(name, fitting)}`
  }
  return `'${module}' has no export '${name}'.${suggest(name, fitting)}`
}
