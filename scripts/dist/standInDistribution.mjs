import { appendFile, chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A distribution of Electron for machines that cannot download one: its program is a copy of Node, with the wire of
 * fuses that Electron's binaries carry. It runs whatever runs with ELECTRON_RUN_AS_NODE, and no window.
 */

/** As in Electron's binaries, before each wire of fuses. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const wireVersion = 1
const fuseCount = 9
const allOn = '1'.repeat(fuseCount)

/** What a distribution for Linux holds beside its program, as far as packaging looks at it. */
const otherFiles = ['LICENSES.chromium.html', 'chrome-sandbox', 'version']

/**
 * @param {string} folder is made
 * @param {string} version of Electron that it claims to be
 */
export async function makeStandInDistribution(folder, version) {
  await mkdir(join(folder, 'resources'), { recursive: true })
  const program = join(folder, 'electron')
  await copyFile(process.execPath, program)
  await chmod(program, 0o755)
  const wire = Buffer.concat([
    Buffer.from(sentinel),
    Buffer.from([wireVersion, fuseCount]),
    Buffer.from(allOn),
  ])
  await appendFile(program, wire)
  await Promise.all(otherFiles.map((name) => writeFile(join(folder, name), `${version}\n`)))
}
