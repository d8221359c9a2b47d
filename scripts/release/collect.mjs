import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { artifactsOf, publishedName } from './artifacts.mjs'
import { measureSignature } from './signatures.mjs'
import { planFile, systemNamed } from './signingConfig.mjs'
import { addSummary, ReleaseError, root, runStep } from './step.mjs'

/**
 * Lays what people download into `release-assets`, with a file that says which of it is really signed. Fails when
 * something is unsigned that had a certificate.
 *
 *   node scripts/release/collect.mjs linux|windows|macos
 */
await runStep(async () => {
  const system = systemNamed(process.argv[2])
  const from = join(root, 'dist')
  const to = join(root, 'release-assets')
  const { installers, updates, missing } = artifactsOf(system, from)
  if (missing.length > 0)
    throw new ReleaseError(`"npm run dist" has left no ${missing.join(', ')} in ${from}.`)
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to)
  for (const name of [...installers, ...updates])
    copyFileSync(join(from, name), join(to, publishedName(name)))
  const signatures = []
  for (const name of installers)
    signatures.push({ name: publishedName(name), ...(await measureSignature(system, join(from, name))) })
  checkPlan(JSON.parse(readFileSync(join(root, planFile), 'utf8')), signatures)
  writeFileSync(join(to, `signatures-${system}.json`), `${JSON.stringify(signatures, null, 2)}\n`)
  addSummary(
    [`### ${system}`, '', ...signatures.map(({ name, detail }) => `- ${name}: ${detail}`)].join('\n'),
  )
})

/**
 * @param {{ hasCertificate: boolean, isNotarised: boolean }} plan
 * @param {(import('./signatures.mjs').Signature & { name: string })[]} signatures
 */
function checkPlan(plan, signatures) {
  const bad = signatures.filter(
    ({ isSigned, isNotarised }) => (plan.hasCertificate && !isSigned) || (plan.isNotarised && !isNotarised),
  )
  if (bad.length > 0)
    throw new ReleaseError(
      'A certificate is configured, but not all is signed as it says: ' +
        `${bad.map(({ name, detail }) => `${name} is ${detail}`).join('; ')}.`,
    )
}
