import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../processes.mjs'

/**
 * Finds a Chromium, Chrome or Edge that really starts. A file that exists proves little: on Ubuntu
 * /usr/bin/chromium-browser is a script that asks for a snap, and in slim images libraries are missing.
 */

const names = [
  // Chromium without its window, bars and services: a page takes half the CPU time.
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
]

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const usualPaths = {
  linux: [
    '/usr/bin/chromium',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
    '/snap/bin/chromium',
  ],
  darwin: ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
    (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
  ),
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .flatMap((variable) => process.env[variable] ?? [])
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
    ]),
}

/**
 * @returns {Promise<string | undefined>} path of the first browser that starts: `FORKSCOPE_BROWSER`, those on
 *   PATH, those at the usual places of this system, and the one that playwright has installed.
 * @throws when `FORKSCOPE_BROWSER` is set and does not start: a wish is not to be passed over.
 */
export async function findBrowser() {
  const wished = process.env['FORKSCOPE_BROWSER']
  if (wished) {
    if (await starts(wished)) return wished
    throw new Error(
      `FORKSCOPE_BROWSER names ${wished}, which does not start as a Chromium: correct or unset it.`,
    )
  }
  for (const path of new Set(await candidates())) {
    if (existsSync(path) && (await starts(path))) return path
  }
  return undefined
}

async function candidates() {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  const { chromium } = await import('playwright-core')
  return [...onPath, ...(usualPaths[process.platform] ?? []), chromium.executablePath()]
}

/** @param {string} path */
async function starts(path) {
  const { code } = await run(path, [...browserArguments(), '--headless', '--dump-dom', 'about:blank'], {
    timeout: 60_000,
  })
  return code === 0
}

/** Chromium refuses its sandbox as root, and containers have a small /dev/shm. */
export function browserArguments() {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage']
}
