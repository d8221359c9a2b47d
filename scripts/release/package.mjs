import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../processes.mjs'
import { planFile, signingConfig, systemNamed } from './signingConfig.mjs'
import { ReleaseError, root, runStep } from './step.mjs'

/**
 * `npm run dist` with what the environment has for signing, and without what is only half there.
 *
 *   node scripts/release/package.mjs linux|windows|macos
 */
await runStep(async () => {
  const system = systemNamed(process.argv[2])
  const { env, hasCertificate, isNotarised, hasFeed } = signingConfig(system, process.env)
  console.log(`Certificate: ${hasCertificate ? 'configured' : 'none, so what is made here is unsigned'}`)
  if (system === 'macos') console.log(`Notarisation: ${isNotarised ? 'configured' : 'not configured'}`)
  console.log(
    `Update feed: ${hasFeed ? env['FORKSCOPE_UPDATE_FEED'] : 'none, so the app looks for no updates'}`,
  )
  const options = /** @type {const} */ ({
    cwd: root,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const { code } = await run('npm', ['run', 'dist'], options)
  if (code !== 0) throw new ReleaseError(`"npm run dist" ended with code ${code}: what it said is above.`)
  mkdirSync(dirname(join(root, planFile)), { recursive: true })
  writeFileSync(join(root, planFile), JSON.stringify({ hasCertificate, isNotarised }))
})
