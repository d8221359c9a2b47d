import { parseArgs } from 'node:util'
import { resolve } from 'node:path'
import { run } from '../../processes.mjs'
import { ensureToolNode } from '../../toolNode.mjs'
import { buildLinuxPackages } from './packages.mjs'

ensureToolNode()

/**
 *   node scripts/dist/linux/index.mjs <unpacked folder> <output folder> [--fast]
 *
 * makes the deb and the rpm of a Linux package that electron-builder left unpacked. What is missing to make one of
 * them is said, the other is made nevertheless; the exit code is then 1.
 */

const tools = /** @type {const} */ ({
  deb: { command: 'dpkg-deb', install: 'apt-get install dpkg (Debian, Ubuntu) or dnf install dpkg (Fedora)' },
  rpm: {
    command: 'rpmbuild',
    install: 'apt-get install rpm (Debian, Ubuntu) or dnf install rpm-build (Fedora)',
  },
})

try {
  const { values, positionals } = parseArgs({
    options: { fast: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [unpacked, output] = positionals
  if (unpacked === undefined || output === undefined || positionals.length > 2)
    throw new Error('Usage: node scripts/dist/linux/index.mjs <unpacked folder> <output folder> [--fast]')
  const kinds = await availableKinds()
  const request = { unpacked: resolve(unpacked), output: resolve(output), kinds, isFast: values.fast }
  for (const file of await buildLinuxPackages(request)) console.log(file)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** @returns {Promise<import('./packages.mjs').PackageKind[]>} those whose tool there is */
async function availableKinds() {
  /** @type {import('./packages.mjs').PackageKind[]} */
  const kinds = []
  for (const kind of /** @type {const} */ (['deb', 'rpm'])) {
    const { command, install } = tools[kind]
    const { code } = await run(command, ['--version'])
    if (code === 0) kinds.push(kind)
    else {
      console.error(`No ${kind} was made: ${command} is missing. Install it: ${install}.`)
      process.exitCode = 1
    }
  }
  return kinds
}
