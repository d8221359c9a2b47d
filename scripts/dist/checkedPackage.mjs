import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLock } from '../fileLock.mjs'
import { runBuilder } from './runBuilder.mjs'
import { makeStandInDistribution } from './standInDistribution.mjs'

/**
 * The unpacked Linux package that is inspected and tested, made without a network: everything is as in the one that
 * is released but Electron itself.
 */

/** Everything that the package is made of or by. */
const inputs = [
  'LICENSE',
  'THIRD_PARTY_LICENSES.txt',
  'electron-builder.config.mjs',
  'package.json',
  'package-lock.json',
  'out/.sources',
  'packaging/**/*',
  'resources/**/*',
  'scripts/dist/*.mjs',
]

/** @param {string} root @returns {string} the folder with `forkscope-desktop` and `resources`; it may not be there */
export function checkedPackageFolder(root) {
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`
  return join(root, 'dist', 'check', `linux${suffix}-unpacked`)
}

/**
 * Makes the package, unless it is there and made of what there is now. Needs a build.
 * @param {string} root
 * @param {(line: string) => void} [log] is told the packager's progress
 * @returns {Promise<string>} its folder
 * @throws Error in one sentence
 */
export async function ensureCheckedPackage(root, log = () => {}) {
  const stamp = join(root, 'dist', 'check', '.inputs')
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root)
  if (!isFresh())
    await withLock(join(root, 'node_modules', '.forkscope-package.lock'), async () => {
      // Another process may have made it while this one waited for the lock.
      if (isFresh()) return
      const made = fingerprint(root)
      await make(root, log)
      await writeFile(stamp, made)
    })
  return checkedPackageFolder(root)
}

/** @param {string} root @param {(line: string) => void} log */
async function make(root, log) {
  const output = join(root, 'dist', 'check')
  await rm(output, { recursive: true, force: true })
  const electron = JSON.parse(await readFile(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
  const distribution = await mkdtemp(join(tmpdir(), 'forkscope-distribution-'))
  try {
    await makeStandInDistribution(distribution, electron.version)
    const settings = [`-c.electronDist=${distribution}`, `-c.directories.output=${output}`]
    await runBuilder(root, ['--linux', 'dir', `--${process.arch}`, ...settings], log)
  } finally {
    await rm(distribution, { recursive: true, force: true })
  }
}

/** Names, sizes and times. @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256')
  for (const file of globSync(inputs, { cwd: root }).sort()) {
    const { size, mtimeMs } = statSync(join(root, file))
    hash.update(`${file}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}
