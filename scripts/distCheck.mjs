import { dirname, relative } from 'node:path'
import { ensureToolNode } from './toolNode.mjs'

ensureToolNode()

const { ensureCheckedPackage } = await import('./dist/checkedPackage.mjs')
const { inspectPackage } = await import('./dist/inspect/inspectPackage.mjs')
const { ensureBuilt } = await import('./ensureBuilt.mjs')

/**
 * `npm run dist:check [-- --json]`: makes the unpacked Linux package, without a network, and inspects it. Lists all
 * that is wrong; exit code 1 when something is.
 */

const root = dirname(import.meta.dirname)
const isJson = process.argv.includes('--json')

try {
  await ensureBuilt()
  const folder = await ensureCheckedPackage(root, (line) => console.error(line))
  const inspection = await inspectPackage({ root, folder })
  if (isJson) console.log(JSON.stringify(inspection, null, 2))
  else print(inspection)
  if (inspection.findings.length > 0) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** @param {import('./dist/inspect/inspectPackage.mjs').Inspection} inspection */
function print({ folder, sizes, findings }) {
  const { files, archiveBytes, unpackedBytes, pageBytes } = sizes
  console.log(
    `${relative(root, folder)}: ${files} files; app.asar ${megabytes(archiveBytes)} (the page ${megabytes(pageBytes)}), ` +
      `unpacked ${megabytes(unpackedBytes)}, both without Electron.`,
  )
  for (const finding of findings) console.error(finding)
  const outcome = findings.length === 0 ? 'as it should be' : `${findings.length} findings`
  console.log(`Package: ${outcome}.`)
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
