import type { KeyObject } from 'node:crypto'
import type { Session } from 'electron'
import type { ResolvedUpdateFileInfo, UpdateInfo } from 'electron-updater'
import {
  parseUpdateInfo,
  Provider,
  resolveFiles,
  type ProviderRuntimeOptions,
} from 'electron-updater/out/providers/Provider.js'
import { newerRelease, requireSignature, UpdateError, type Release } from './signedFeed.ts'

/** Far above what a release says of itself. */
const maxFeedBytes = 64 * 1024
const maxSignatureBytes = 1024
const requestTimeoutMs = 30_000

/** What a {@link FeedProvider} works with; handed through electron-updater. */
export interface FeedOptions {
  feed: URL
  key: KeyObject
  session: Session
  currentVersion: string
  /** Told of what was verified; null when the app is up to date. */
  onRelease(release: Release | null): void
}

/**
 * Tells electron-updater which release there is. It gets to see verified bytes only: what it takes is what was signed,
 * because there is no second look at the feed.
 */
export class FeedProvider extends Provider<UpdateInfo> {
  readonly #options: FeedOptions

  constructor(options: { feedOptions: FeedOptions }, _updater: unknown, runtime: ProviderRuntimeOptions) {
    super(runtime)
    this.#options = options.feedOptions
  }

  async getLatestVersion(): Promise<UpdateInfo> {
    const { feed, key, session, currentVersion, onRelease } = this.#options
    const name = `${this.getDefaultChannelName()}.yml`
    const address = new URL(name, feed)
    const bytes = await fetchBounded(session, address, maxFeedBytes)
    if (!bytes) throw new UpdateError('unreachable', `There is no ${name} at ${feed.host}.`)
    const signature = await fetchBounded(session, new URL(`${name}.sig`, feed), maxSignatureBytes)
    requireSignature(bytes, signature?.toString('latin1') ?? null, key)
    const release = newerRelease(parse(bytes, name, address), currentVersion)
    onRelease(release)
    const { version = currentVersion, files = [], releaseDate = '' } = release ?? {}
    // `path` and `sha512` are of former versions of the format.
    return { version, files, releaseDate, path: files[0]?.url ?? '', sha512: files[0]?.sha512 ?? '' }
  }

  resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
    return resolveFiles(info, this.#options.feed)
  }
}

function parse(bytes: Buffer, name: string, address: URL): unknown {
  try {
    return parseUpdateInfo(bytes.toString('utf8'), name, address)
  } catch {
    throw new UpdateError('unusable', `${name} is signed, but it is not YAML.`)
  }
}

/** @returns null when there is no such file. */
async function fetchBounded(session: Session, address: URL, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    const response = await session.fetch(address.href, {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(requestTimeoutMs),
    })
    if (response.status === 404) return null
    if (!response.ok || !response.body) throw new Error(`the server answered with ${response.status}`)
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length
      if (length > maxBytes) break
      chunks.push(chunk)
    }
  } catch (error) {
    throw new UpdateError('unreachable', `${address.host} cannot be reached (${reasonOf(error)}).`)
  }
  if (length > maxBytes)
    throw new UpdateError('refused', `What ${address.host} sends is too large to be a feed.`)
  return Buffer.concat(chunks)
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}
