import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../processes.mjs'
import { shippedParts } from './shippedParts.mjs'
import { ReleaseError, root, runStep } from './step.mjs'

/**
 * The bill of materials (CycloneDX 1.5) of what the packages hold: npm's list of the lock file, cut to what is
 * shipped.
 *
 *   node scripts/release/sbom.mjs <folder>      writes Forkscope-<version>.cdx.json into it
 */
await runStep(async () => {
  const folder = process.argv[2]
  if (!folder) throw new ReleaseError('Name the folder for the bill of materials: sbom.mjs <folder>.')
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application']
  const { code, output } = await run('npm', args, {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (code !== 0) throw new ReleaseError(`"npm ${args.join(' ')}" ended with code ${code}.`)
  const bom = shippedParts(JSON.parse(output), manifest)
  const file = join(folder, `Forkscope-${manifest.version}.cdx.json`)
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`)
  console.log(`${file}: ${bom.components.length} components`)
})
