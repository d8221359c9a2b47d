import { dirname } from 'node:path'
import { runBuilder } from './dist/runBuilder.mjs'
import { ensureBuilt } from './ensureBuilt.mjs'

/**
 * `npm run dist [-- electron-builder flags]`: builds, and packages for this system into `dist`.
 * `npm run dist -- --dir` leaves out the installers, `npm run dist -- --linux tar.gz` makes one kind.
 */

try {
  await ensureBuilt()
  await runBuilder(dirname(import.meta.dirname), process.argv.slice(2), (line) => console.log(line))
  console.log('The packages are in dist.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
