import { ensureToolNode } from '../toolNode.mjs'
import { ReleaseError, root, runStep } from './step.mjs'

/**
 * Tries the workflows without GitHub: every job of every workflow in a clean copy of the repository, each step run
 * where it can be, and said why where it cannot.
 *
 *   node scripts/release/dryRun.mjs
 */
ensureToolNode()
const { dryRun } = await import('./dryRun/dryRun.mjs')

await runStep(async () => {
  const { results } = await dryRun(root)
  const indent = ' '.repeat(10)
  for (const { place, step, outcome, detail } of results)
    console.log(`${outcome.padEnd(10)}${place} · ${step}${detail ? `\n${indent}${detail}` : ''}`)
  /** @param {(typeof results)[number]['outcome']} outcome */
  const count = (outcome) => results.filter((each) => each.outcome === outcome).length
  console.log(
    `\nOf ${results.length} steps ${count('ran')} ran, ${count('checked')} were checked only, ${count('stand-in')} are actions ` +
      `with a stand-in, ${count('skipped')} did not apply, ${count('failed')} failed.`,
  )
  if (count('failed') > 0) throw new ReleaseError('The workflows would fail: see the steps marked "failed".')
})
