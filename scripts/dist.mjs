import { dirname, join } from 'node:path'
import { runBuilder } from './dist/runBuilder.mjs'
import { ensureBuilt } from './ensureBuilt.mjs'
import { run } from './processes.mjs'

/**
 * `npm run dist [-- electron-builder flags]`: builds, and packages for this system into `dist`.
 * `npm run dist -- --dir` leaves out the installers, `npm run dist -- --linux tar.gz` makes one kind
 * of the packager's. deb and rpm come of the unpacked folder, when nothing is left out.
 */

const root = dirname(import.meta.dirname)
const args = process.argv.slice(2)

try {
  await ensureBuilt()
  await runBuilder(root, args, (line) => console.log(line))
  if (process.platform === 'linux' && args.length === 0) await makeLinuxPackages()
  console.log('The packages are in dist.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function makeLinuxPackages() {
  const command = [
    join(root, 'scripts', 'dist', 'linux', 'index.mjs'),
    join('dist', 'linux-unpacked'),
    'dist',
  ]
  const { code } = await run(process.execPath, command, { cwd: root, stdio: 'inherit' })
  if (code !== 0) throw new Error('Not all packages were made: what is missing is said above.')
}
