import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import semver from 'semver'
import * as z from 'zod'
import type { UpdateProblem } from './updateMachine.ts'

/**
 * What a release says of itself, and why it may be believed.
 *
 *   latest*.yml ── Ed25519 by the release's key ──▶ latest*.yml.sig (base64 of the 64 bytes)
 *        └── names the files of the release and their SHA-512
 *
 * The signature is over the file's exact bytes; nothing in it is looked at before it holds.
 */
export class UpdateError extends Error {
  override readonly name = 'UpdateError'
  readonly kind: UpdateProblem['kind']

  constructor(kind: UpdateProblem['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** 64 bytes as base64. */
const sha512Schema = z.string().regex(/^[A-Za-z0-9+/]{86}==$/)
/** In the feed's own folder: no way to another place. */
const fileNameSchema = z.string().regex(/^[^./\\:?#][^/\\:?#]{0,199}$/)

/** What is used of it; the rest, such as packages of a web installer and staged roll-outs, is left out. */
const releaseSchema = z.object({
  version: z.string().refine((text) => semver.valid(text) !== null),
  files: z
    .array(
      z.object({ url: fileNameSchema, sha512: sha512Schema, size: z.number().int().positive().optional() }),
    )
    .min(1)
    .max(32),
  releaseDate: z.coerce.string().default(''),
})
export type Release = z.infer<typeof releaseSchema>

/**
 * Reads the key that a build carries: SPKI, as PEM or as the base64 of its DER. Null where there is none.
 *
 * @throws when it is not an Ed25519 public key.
 */
export function readPublicKey(text: string): KeyObject | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const key = trimmed.startsWith('-----BEGIN')
    ? createPublicKey(trimmed)
    : createPublicKey({ key: Buffer.from(trimmed, 'base64'), format: 'der', type: 'spki' })
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`The key for updates is ${key.asymmetricKeyType}, not Ed25519.`)
  return key
}

/**
 * @param bytes - of `latest*.yml`, exactly.
 * @param signature - the text of `latest*.yml.sig`; null where there is none.
 * @throws UpdateError `refused`
 */
export function requireSignature(bytes: Uint8Array, signature: string | null, key: KeyObject): void {
  if (signature === null)
    throw new UpdateError('refused', 'The feed has no signature, so it is not believed.')
  const raw = Buffer.from(signature.trim(), 'base64')
  if (raw.length === 64 && verify(null, bytes, key, raw)) return
  throw new UpdateError('refused', 'The signature of the feed is wrong, so nothing of it is taken.')
}

/**
 * @param parsed - what the signed file says.
 * @returns null when the app is that version already.
 * @throws UpdateError `unusable`, or `older`: nothing leads back to a version that may lack a fix.
 */
export function newerRelease(parsed: unknown, currentVersion: string): Release | null {
  const { success, data, error } = releaseSchema.safeParse(parsed)
  if (!success) {
    const where = error.issues[0]?.path.join('.') || 'its form'
    throw new UpdateError('unusable', `The feed is signed, but it is not one that can be used (${where}).`)
  }
  const order = semver.compare(data.version, currentVersion)
  if (order === 0) return null
  if (order < 0)
    throw new UpdateError(
      'older',
      `The feed offers ${data.version}, which is older than this ${currentVersion}: it is not taken.`,
    )
  return data
}

/** What electron-updater is about to take, or has taken. */
export interface TakenUpdate {
  version: string
  files: readonly { url: string; sha512: string }[]
}

/**
 * That electron-updater takes what was verified, and nothing else.
 *
 * @throws UpdateError `refused`
 */
export function requireSame(taken: TakenUpdate, release: Release): void {
  const known = new Set(release.files.map(({ url, sha512 }) => `${sha512} ${url}`))
  const isSame =
    taken.version === release.version &&
    taken.files.length > 0 &&
    taken.files.every(({ url, sha512 }) => known.has(`${sha512} ${url}`))
  if (!isSame)
    throw new UpdateError('refused', 'What would be downloaded is not what was signed, so it is not taken.')
}
