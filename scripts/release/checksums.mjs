import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ReleaseError, runStep } from './step.mjs'

/**
 * SHA-256 of every file of a release, in the format of `sha256sum --check`.
 *
 *   node scripts/release/checksums.mjs <folder>      writes SHA256SUMS into it
 */
await runStep(async () => {
  const folder = process.argv[2]
  if (!folder) throw new ReleaseError('Name the folder with the release: checksums.mjs <folder>.')
  const names = (await readdir(folder)).filter((name) => name !== 'SHA256SUMS').sort()
  if (names.length === 0) throw new ReleaseError(`${folder} is empty: there is nothing to release.`)
  const lines = []
  for (const name of names) lines.push(`${await sha256(join(folder, name))}  ${name}`)
  await writeFile(join(folder, 'SHA256SUMS'), `${lines.join('\n')}\n`)
  console.log(lines.join('\n'))
})

/** @param {string} file */
async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
