import { spawn } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastLine } from './findElectron.mjs'

/**
 * Downloads Electron's binary with the package's own installer, as long as bytes come: a server that is silent
 * would keep that installer waiting for ever.
 *
 * @typedef {object} InstallLimits
 * @property {number} stallMs gives up after so long without a new byte. Default 6,000.
 * @property {number} totalMs gives up after so long in any case. Default 300,000.
 */

/** @type {InstallLimits} */
const defaultLimits = { stallMs: 6_000, totalMs: 300_000 }
const pollMs = 250
const lookupTimeoutMs = 2_000

/**
 * @param {string} root the folder that holds `node_modules`
 * @param {{ env?: NodeJS.ProcessEnv, limits?: InstallLimits, signal?: AbortSignal }} [options]
 * @returns {Promise<string | undefined>} why it could not be done; undefined when it is done
 */
export async function installElectron(root, { env = process.env, limits = defaultLimits, signal } = {}) {
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD']) return 'ELECTRON_SKIP_BINARY_DOWNLOAD is set'
  const host = downloadHost(env)
  if (!(await resolves(host))) return `${host} cannot be reached`
  const folder = await mkdtemp(join(tmpdir(), 'forkscope-electron-'))
  try {
    return await download(root, { ...env, TMPDIR: folder, TEMP: folder, TMP: folder }, folder, limits, signal)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder where the installer keeps what it downloads
 * @param {InstallLimits} limits
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<string | undefined>}
 */
async function download(root, env, folder, limits, signal) {
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  const child = spawn(process.execPath, [installer], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', stop)
  let tail = ''
  child.stderr.on('data', (chunk) => (tail = (tail + String(chunk)).slice(-2_000)))
  /** @type {string | undefined} */
  let gaveUp
  const watch = watchProgress([folder, join(root, 'node_modules', 'electron', 'dist')], limits, (why) => {
    gaveUp = why
    stop()
  })
  /** @type {number | null} */
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  clearInterval(watch)
  signal?.removeEventListener('abort', stop)
  return code === 0 ? undefined : (gaveUp ?? `the download failed: ${reasonIn(tail)}`)
}

/**
 * @param {string[]} folders
 * @param {InstallLimits} limits
 * @param {(why: string) => void} giveUp
 */
function watchProgress(folders, limits, giveUp) {
  const startedAt = performance.now()
  let grownAt = startedAt
  let bytes = -1
  const look = async () => {
    const now = performance.now()
    const sizes = await Promise.all(folders.map(sizeOf))
    const size = sizes.reduce((sum, each) => sum + each, 0)
    if (size !== bytes) grownAt = now
    bytes = size
    if (now - grownAt > limits.stallMs) giveUp('the server that has it does not answer')
    else if (now - startedAt > limits.totalMs) giveUp('the download takes too long')
  }
  return setInterval(() => void look(), pollMs)
}

/** @param {string} folder */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries.map((entry) =>
    stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** The host that the installer asks. With a proxy it need not resolve here, so the proxy's is looked up. */
function downloadHost(/** @type {NodeJS.ProcessEnv} */ env) {
  const proxy = env['ELECTRON_GET_USE_PROXY'] ? (env['HTTPS_PROXY'] ?? env['https_proxy']) : undefined
  const mirror = env['ELECTRON_MIRROR'] ?? env['npm_config_electron_mirror']
  const address = proxy ?? mirror ?? 'https://github.com'
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, '') : address
}

async function resolves(/** @type {string} */ host) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const tooLate = new Promise((resolve) => (timer = setTimeout(resolve, lookupTimeoutMs, false)))
  const found = lookup(host).then(
    () => true,
    () => false,
  )
  const answer = await Promise.race([found, tooLate])
  clearTimeout(timer)
  return answer
}

/** The installer prints a stack; its first line has the message. */
function reasonIn(/** @type {string} */ tail) {
  const line = tail.split('\n').find((each) => /error/i.test(each)) ?? lastLine(tail)
  return line?.trim() ?? 'no reason was given'
}
