import { chownSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureCheckedPackage } from '../../scripts/dist/checkedPackage.mjs'
import { repositoryRoot } from '../support/cli.ts'
import { userId } from './linuxSystem.ts'
import { extractPackage, type ExtractedPackage } from './support/extractedPackage.ts'

/** The unpacked package, whole, for a machine without Electron: its archive is a folder, which a plain Node can read. */
export async function runnablePackage(): Promise<ExtractedPackage> {
  const packed = await ensureCheckedPackage(repositoryRoot)
  const extracted = await extractPackage()
  const present = readdirSync(extracted.folder)
  for (const name of readdirSync(packed).filter((file) => !present.includes(file)))
    cpSync(join(packed, name), join(extracted.folder, name), { recursive: true })
  return extracted
}

/**
 * A home for the user who runs what was installed, with a program of his own. Outside of the folder for temporary
 * files that a test has, which lets nobody else in.
 */
export function makeHome(): { path: string; remove(): void } {
  const path = mkdtempSync('/tmp/fs-home-')
  const program = join(path, 'squares.ts')
  writeFileSync(
    program,
    `import { Pool } from 'multiprocessing'
    export function square(n: number): number { return n * n }
    export async function main() {
      await using pool = new Pool(2)
      return { squares: await pool.map(square, [2, 3, 4]), user: process.getuid?.() }
    }`,
  )
  const user = userId()
  if (user !== undefined) for (const each of [path, program]) chownSync(each, user, user)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
