import { dirname } from 'node:path'
import { ensureToolNode } from './toolNode.mjs'

ensureToolNode()

const { ensureCheckedPackage } = await import('./dist/checkedPackage.mjs')
const { ensureBuilt } = await import('./ensureBuilt.mjs')

/** `npm run dist:check`: makes the unpacked Linux package, without a network, and inspects it. */

const root = dirname(import.meta.dirname)

try {
  await ensureBuilt()
  const folder = await ensureCheckedPackage(root, (line) => console.error(line))
  console.log(`The package is in ${folder}.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
