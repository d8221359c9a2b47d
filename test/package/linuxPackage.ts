import { extractAll } from '@electron/asar'
import { chownSync, cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureCheckedPackage } from '../../scripts/dist/checkedPackage.mjs'
import { repositoryRoot } from '../support/cli.ts'
import { userId } from './linuxSystem.ts'

/**
 * The unpacked package for a machine without Electron: its program is a Node, which takes `app.asar` for a file. So a
 * folder of that name has the archive's content here, at the same paths, without what lies beside the archive: what
 * is looked for in the wrong place is not found.
 *
 * @param folder - is made
 */
export async function runnablePackage(folder: string): Promise<void> {
  cpSync(await ensureCheckedPackage(repositoryRoot), folder, { recursive: true })
  const archive = join(folder, 'resources', 'app.asar')
  const extracted = join(folder, 'resources', 'extracted')
  extractAll(archive, extracted)
  rmSync(archive)
  renameSync(extracted, archive)
  for (const name of ['resources', 'node_modules/@esbuild'])
    rmSync(join(archive, name), { recursive: true, force: true })
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
