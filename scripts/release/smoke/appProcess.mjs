import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ReleaseError } from '../step.mjs'

/**
 * @typedef {object} AppCommand how the app is started
 * @property {string} command
 * @property {string[]} [args] before the switches of the test
 * @property {Record<string, string>} [env]
 */

const startTimeoutMs = 60_000
const quitTimeoutMs = 30_000
const pollMs = 100

/** The running app. */
export class AppProcess {
  #child
  #folder
  #output = ''
  /** @type {number | string | undefined} exit code or signal */
  #end
  /** Resolves when it has ended, with its exit code or signal. */
  ended

  /**
   * @param {AppCommand} app
   * @param {string} folder its data
   */
  constructor({ command, args = [], env = {} }, folder) {
    this.#folder = folder
    const all = { ...process.env, ...env }
    delete all['ELECTRON_RUN_AS_NODE']
    const switches = ['--remote-debugging-port=0', `--user-data-dir=${folder}`]
    this.#child = spawn(command, [...args, ...switches], { env: all, stdio: ['ignore', 'pipe', 'pipe'] })
    const keep = (/** @type {Buffer} */ chunk) => (this.#output = (this.#output + chunk).slice(-100_000))
    this.#child.stdout.on('data', keep)
    this.#child.stderr.on('data', keep)
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message))
      this.#child.once('close', (code, signal) => resolve(code ?? String(signal)))
    })
    void this.ended.then((end) => (this.#end = end))
  }

  get pid() {
    return this.#child.pid ?? 0
  }

  /** What it has printed, the last of it. */
  get output() {
    return this.#output.slice(-8_000)
  }

  /** @returns {Promise<string>} address by which its page can be driven */
  async devToolsAddress() {
    const deadline = performance.now() + startTimeoutMs
    for (;;) {
      const address = this.#printedAddress() ?? this.#writtenAddress()
      if (address !== undefined) return address
      if (this.#end !== undefined) throw new ReleaseError(`The app ended at its start (${this.#end}).`)
      if (performance.now() > deadline) throw new ReleaseError('The app has opened no port for the test.')
      await delay(pollMs)
    }
  }

  /** @throws ReleaseError when it does not end by itself, or ends with a failure */
  async expectQuit() {
    const tooLate = new AbortController()
    const end = await Promise.race([
      this.ended,
      delay(quitTimeoutMs, 'late', { signal: tooLate.signal }).catch(() => 'late'),
    ])
    tooLate.abort()
    if (end === 'late') throw new ReleaseError('The window was closed, and the app has not ended.')
    if (end !== 0)
      throw new ReleaseError(`The window was closed, and the app ended with ${end} instead of 0.`)
  }

  /** With all that it has started, where the system can say what that is. */
  async kill() {
    if (this.#end !== undefined) return
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(this.pid), '/T', '/F'])
    else this.#child.kill('SIGKILL')
    await this.ended
  }

  #printedAddress() {
    return /DevTools listening on (ws:\S+)/.exec(this.#output)?.[1]
  }

  /** Chromium writes it where Windows gives a program with a window nowhere to print to. */
  #writtenAddress() {
    try {
      const [port, path] = readFileSync(join(this.#folder, 'DevToolsActivePort'), 'utf8').split('\n')
      return path ? `ws://127.0.0.1:${port}${path.trim()}` : undefined
    } catch {
      return undefined
    }
  }
}
