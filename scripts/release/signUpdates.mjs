import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isFeed } from './artifacts.mjs'
import { addSummary, ReleaseError, runStep } from './step.mjs'

/**
 * Signs what the app reads of a feed: beside each `latest*.yml` a `.sig` with the Ed25519 signature of its bytes,
 * in base64. The files that it names carry their hashes in it.
 *
 *   node scripts/release/signUpdates.mjs <folder>
 *
 * `UPDATE_SIGNING_KEY`: private key (PEM). `FORKSCOPE_UPDATE_PUBLIC_KEY`: the one that the apps have (PEM), unless
 * `FORKSCOPE_UPDATE_PREVIOUS_PUBLIC_KEY` is set: this release brings a new key, and those that are to get it by an
 * update still have the previous one.
 */
const previousName = 'FORKSCOPE_UPDATE_PREVIOUS_PUBLIC_KEY'

await runStep(() => {
  const folder = process.argv[2]
  if (!folder) throw new ReleaseError('Name the folder with the release: signUpdates.mjs <folder>.')
  const feeds = readdirSync(folder).filter(isFeed).sort()
  const { UPDATE_SIGNING_KEY: privatePem } = process.env
  const publicName = process.env[previousName] ? previousName : 'FORKSCOPE_UPDATE_PUBLIC_KEY'
  const publicPem = process.env[publicName]
  if (!privatePem && !publicPem) {
    addSummary('Updates: no key is configured, so nothing is signed and the app looks for no updates.')
    return
  }
  if (!privatePem || !publicPem)
    throw new ReleaseError(
      `${privatePem ? publicName : 'UPDATE_SIGNING_KEY'} is not set, but its counterpart is: ` +
        'no app could update to this release (docs/release.md).',
    )
  if (feeds.length === 0) throw new ReleaseError(`${folder} has no latest*.yml, so there is nothing to sign.`)
  const privateKey = readKey(createPrivateKey, 'UPDATE_SIGNING_KEY', privatePem)
  const publicKey = readKey(createPublicKey, publicName, publicPem)
  for (const name of feeds) {
    const bytes = readFileSync(join(folder, name))
    const signature = sign(null, bytes, privateKey)
    if (!verify(null, bytes, publicKey, signature))
      throw new ReleaseError(
        `UPDATE_SIGNING_KEY and ${publicName} are no pair: no app would take this release.`,
      )
    writeFileSync(join(folder, `${name}.sig`), `${signature.toString('base64')}\n`)
  }
  addSummary(`Updates: ${feeds.join(', ')} signed.`)
})

/**
 * @param {(pem: string) => import('node:crypto').KeyObject} read
 * @param {string} name
 * @param {string} pem
 */
function readKey(read, name, pem) {
  let key
  try {
    key = read(pem)
  } catch {
    // Its words may quote the key.
    throw new ReleaseError(`${name} is no key in PEM format (docs/release.md says how to make one).`)
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new ReleaseError(`${name} is a key of type ${key.asymmetricKeyType}, and Ed25519 is needed.`)
  return key
}
