import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Finds an Electron that runs here, without loading the package `electron`: that would download it, or throw.
 *
 * @typedef {{ usable: true, path: string, args: string[] }} UsableElectron
 * @typedef {{ usable: false, why: string, isMissing: boolean }} UnusableElectron `isMissing`: a download may help
 */

/** How long a binary may take to show that it runs at all. */
const probeTimeoutMs = 5_000

/**
 * @param {string} root the folder that holds `node_modules`
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {UsableElectron | UnusableElectron}
 */
export function findElectron(root, env = process.env, platform = process.platform) {
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
    return unusable('there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)')
  const located = locate(root, env)
  if ('why' in located) return located
  return probe(located.path) ?? { usable: true, path: located.path, args: sandboxArgs(platform) }
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ path: string } | UnusableElectron}
 */
function locate(root, env) {
  const chosen = env['ELECTRON_EXEC_PATH']
  if (chosen)
    return isExecutable(chosen)
      ? { path: chosen }
      : unusable(`${chosen} (ELECTRON_EXEC_PATH) is not a program`)
  const folder = join(root, 'node_modules', 'electron')
  const wanted = readWantedVersion(folder)
  if (wanted === undefined) return unusable('the package electron is not installed')
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist')
  const name = read(join(folder, 'path.txt'))
  const version = read(join(dist, 'version'))?.replace(/^v/, '')
  if (!name || !version) return unusable(`the binary of Electron ${wanted} is not installed`, true)
  if (version !== wanted) return unusable(`Electron ${version} is installed, but ${wanted} is needed`, true)
  const path = join(dist, name)
  return isExecutable(path) ? { path } : unusable(`${path} is not a program`, true)
}

/** @param {string} folder */
function readWantedVersion(folder) {
  const text = read(join(folder, 'package.json'))
  return text === undefined ? undefined : /** @type {{ version: string }} */ (JSON.parse(text)).version
}

/**
 * Runs it as plain Node, which needs no display: tells a binary of another architecture and missing libraries.
 *
 * @param {string} path
 * @returns {UnusableElectron | undefined} undefined when it runs
 */
function probe(path) {
  const { error, status, signal, stderr } = spawnSync(path, ['-e', ''], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: probeTimeoutMs,
    killSignal: 'SIGKILL',
  })
  if (status === 0) return undefined
  const detail = error?.message ?? lastLine(String(stderr)) ?? `exit ${signal ?? status}`
  return unusable(`${path} does not run (${detail})`)
}

/** Chromium refuses to run as root with its sandbox. */
function sandboxArgs(/** @type {NodeJS.Platform} */ platform) {
  return platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** @param {string} text */
export function lastLine(text) {
  return text.trim().split('\n').at(-1)?.trim() || undefined
}

/** @returns {UnusableElectron} */
function unusable(/** @type {string} */ why, isMissing = false) {
  return { usable: false, why, isMissing }
}

function read(/** @type {string} */ file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

function isExecutable(/** @type {string} */ path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
