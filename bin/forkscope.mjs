#!/usr/bin/env node
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from '../scripts/ensureBuilt.mjs'

/** The command line: builds where that is needed (in a clone), then hands over. */

const root = dirname(import.meta.dirname)

try {
  await ensureBuilt()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
const { main } = await import(pathToFileURL(join(root, 'out', 'main', 'cli.js')).href)
await main({ root, args: process.argv.slice(2) })
