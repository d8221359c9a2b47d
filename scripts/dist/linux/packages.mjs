import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDeb } from './deb.mjs'
import { readFacts } from './facts.mjs'
import { buildRpm } from './rpm.mjs'
import { stageTree } from './stage.mjs'

/** @typedef {'deb' | 'rpm'} PackageKind */

/**
 * Makes packages of what electron-builder left, by Debian's and RPM's own tools.
 *
 * @param {object} request
 * @param {string} request.unpacked
 * @param {string} request.output where the packages go; is made
 * @param {readonly PackageKind[]} request.kinds
 * @param {boolean} [request.isFast] without compression, which takes most of the time; default false
 * @returns {Promise<string[]>} paths of the packages
 * @throws Error that says what is wrong with the folder, or what the tool said
 */
export async function buildLinuxPackages({ unpacked, output, kinds, isFast = false }) {
  const facts = readFacts(unpacked)
  const work = await mkdtemp(join(tmpdir(), 'forkscope-linux-'))
  try {
    const tree = join(work, 'tree')
    await mkdir(output, { recursive: true })
    await stageTree({ folder: tree, unpacked, facts })
    const files = []
    if (kinds.includes('deb')) files.push(await buildDeb({ tree, output, facts, isFast }))
    if (kinds.includes('rpm'))
      files.push(await buildRpm({ tree, work: join(work, 'rpm'), output, facts, isFast }))
    return files
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
