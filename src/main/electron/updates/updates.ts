import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import electronUpdater, { type AppUpdater, type UpdateDownloadedEvent } from 'electron-updater'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import * as z from 'zod'
import { feedAddress, isFeedRequest } from './feedAddress.ts'
import { FeedProvider, type FeedOptions } from './feedProvider.ts'
import { requireSame, UpdateError, type Release } from './signedFeed.ts'
import {
  updateStep,
  type UpdateCommand,
  type UpdateEvent,
  type UpdateNews,
  type UpdateState,
} from './updateMachine.ts'
import type { UpdateSource } from './updateSource.ts'

/** A download that brings nothing for so long is given up. */
const stallMs = 120_000

const configurationSchema = z.object({ provider: z.literal('generic'), url: z.string() })

/** How the user is asked and told. */
export interface UpdateVoice {
  /** Resolves with true for yes. */
  ask(version: string): Promise<boolean>
  tell(news: UpdateNews): void
}

/** Runs the machine of `updateMachine.ts` on the real electron-updater. */
export class Updates {
  readonly #updater: AppUpdater
  readonly #voice: UpdateVoice
  #state: UpdateState = { phase: 'idle' }
  #release: Release | null = null

  /** @returns why this package cannot be updated from inside. */
  static create(source: UpdateSource, voice: UpdateVoice): Updates | 'bad-feed' | 'not-this-package' {
    const feed = feedOf(source.configuration)
    if (!feed) return 'bad-feed'
    const updater = electronUpdater.autoUpdater
    updater.logger = null
    if (!updater.isUpdaterActive()) return 'not-this-package'
    return new Updates(updater, feed, source, voice)
  }

  private constructor(updater: AppUpdater, feed: URL, { key }: UpdateSource, voice: UpdateVoice) {
    this.#updater = updater
    this.#voice = voice
    const session = updater.netSession
    session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !isFeedRequest(url, feed) }))
    const feedOptions: FeedOptions = {
      feed,
      key,
      session,
      currentVersion: updater.currentVersion.version,
      onRelease: (release) => (this.#release = release),
    }
    setUp(updater)
    updater.setFeedURL({ provider: 'custom', updateProvider: FeedProvider as never, feedOptions })
  }

  get state(): UpdateState {
    return this.#state
  }

  check(isAskedFor: boolean): void {
    this.#handle({ type: 'check', isAskedFor })
  }

  /** Installs what the user has agreed to; true when there was something. Last of all: macOS's installer ends the app. */
  install(): boolean {
    if (this.#state.phase !== 'ready') return false
    this.#updater.quitAndInstall(true, false)
    return true
  }

  #handle(event: UpdateEvent): void {
    const { state, commands } = updateStep(this.#state, event)
    this.#state = state
    for (const command of commands) void this.#do(command).catch((error: unknown) => this.#fail(error))
  }

  async #do(command: UpdateCommand): Promise<void> {
    switch (command.type) {
      case 'check':
        return this.#check()
      case 'ask':
        return this.#handle({ type: 'answered', yes: await this.#voice.ask(command.version) })
      case 'download':
        return this.#download()
      case 'tell':
        return this.#voice.tell(command.news)
    }
  }

  async #check(): Promise<void> {
    this.#release = null
    const result = await this.#updater.checkForUpdates()
    const release = this.#release as Release | null
    if (!result?.isUpdateAvailable || !release) return this.#handle({ type: 'upToDate' })
    requireSame(result.updateInfo, release)
    this.#handle({ type: 'found', version: release.version })
  }

  async #download(): Promise<void> {
    const downloaded = new Promise<UpdateDownloadedEvent>((resolve) =>
      this.#updater.once('update-downloaded', resolve),
    )
    await downloadUnlessStalled(this.#updater)
    const taken = await downloaded
    const release = this.#release
    if (!release) throw new UpdateError('refused', 'What was downloaded has not been verified.')
    requireSame(taken, release)
    await requireSignedFile(taken.downloadedFile, release)
    this.#handle({ type: 'downloaded', version: taken.version })
  }

  #fail(error: unknown): void {
    this.#handle({ type: 'failed', problem: problemOf(error) })
  }
}

function feedOf(configuration: string): URL | null {
  // By the parser of electron-updater, so that both read the same.
  const parsed: unknown = parseUpdateInfo(configuration, 'app-update.yml', new URL('file:///app-update.yml'))
  const { success, data } = configurationSchema.safeParse(parsed)
  return success ? feedAddress(data.url) : null
}

/** Nothing happens that was not asked for, and one way only: the whole file, whose SHA-512 is signed. */
function setUp(updater: AppUpdater): void {
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.autoRunAppAfterInstall = false
  updater.allowDowngrade = false
  updater.allowPrerelease = false
  updater.disableWebInstaller = true
  updater.disableDifferentialDownload = true
}

async function downloadUnlessStalled(updater: AppUpdater): Promise<void> {
  const cancellation = new electronUpdater.CancellationToken()
  const timer = setTimeout(() => cancellation.cancel(), stallMs)
  const onProgress = (): void => void timer.refresh()
  updater.on('download-progress', onProgress)
  try {
    await updater.downloadUpdate(cancellation)
  } finally {
    clearTimeout(timer)
    updater.off('download-progress', onProgress)
  }
}

/** Not by the word of the updater alone. */
async function requireSignedFile(path: string, release: Release): Promise<void> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  const sha512 = hash.digest('base64')
  if (!release.files.some((file) => file.sha512 === sha512)) throw tampered()
}

function tampered(): UpdateError {
  return new UpdateError('refused', 'The file that came is not the one that was signed.')
}

function problemOf(error: unknown): UpdateError {
  if (error instanceof UpdateError) return error
  const { code, name, message } = error as NodeJS.ErrnoException
  if (code === 'ERR_CHECKSUM_MISMATCH') return tampered()
  if (name === 'CancellationError') return new UpdateError('unreachable', 'The download stood still.')
  return new UpdateError('unreachable', `The download failed: ${message.split('\n', 1)[0]}`)
}
