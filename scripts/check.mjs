import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { ensureToolNode } from './toolNode.mjs'

ensureToolNode()

const { checks } = await import('./check/checks.mjs')

/**
 * `npm run check [names…]`: everything that can be said about the code without running it. Prints a table, then
 * what failed said; exit code 1 when something failed.
 */

const root = dirname(import.meta.dirname)
const wanted = process.argv.slice(2)
const chosen = checks.filter(
  ({ name }) => wanted.length === 0 || wanted.some((text) => name.startsWith(text)),
)
if (chosen.length === 0) {
  console.error(
    `No check is called ${wanted.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}

const width = Math.max(...chosen.map(({ name }) => name.length))
/** @type {{ name: string, details: string }[]} */
const failed = []
const queue = [...chosen]
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, drain))

for (const { name, details } of failed)
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 76 - name.length))}\n${details.trimEnd()}`)
if (failed.length > 0) {
  console.log(
    `\nCheck: ${chosen.length - failed.length} of ${chosen.length} passed; failed: ${failed.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(1)
}
console.log(`\nCheck: all ${chosen.length} passed.`)

async function drain() {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const startedAt = performance.now()
    const { ok, summary = '', details = '' } = await check.run(root)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)
    console.log(`${ok ? '✓' : '✕'} ${check.name.padEnd(width)}  ${seconds} s  ${summary}`.trimEnd())
    if (!ok) failed.push({ name: check.name, details })
  }
}
