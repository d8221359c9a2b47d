import { mkdtempSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleProgram } from '../../src/lab/programs/bundleProgram.ts'

/** A program as a run wants it. Its file lies in the test file's temporary folder and goes with it. */
export interface Bundle {
  file: string
  name: string
}

const bundles = new Map<string, Promise<Bundle>>()
let folder: string | undefined

/** Bundles a program's text once per test file: the same text runs under every start method. */
export function bundleOf(source: string, libraryEntry: string): Promise<Bundle> {
  const known = bundles.get(source)
  if (known) return known
  const bundle = makeBundle(source, libraryEntry, bundles.size)
  bundles.set(source, bundle)
  return bundle
}

async function makeBundle(source: string, libraryEntry: string, number: number): Promise<Bundle> {
  folder ??= mkdtempSync(join(tmpdir(), 'bundles-'))
  const input = { kind: 'source', source, fileName: 'program.ts', directory: tmpdir() } as const
  const program = await bundleProgram(input, { libraryEntry })
  // As deep as it was: its source map names the sources by relative paths.
  const file = join(folder, `program-${number}.mjs`)
  await rename(program.file, file)
  await program.dispose()
  return { file, name: program.name }
}
