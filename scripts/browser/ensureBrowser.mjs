import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../processes.mjs'
import { findBrowser } from './findBrowser.mjs'

/**
 * The browser for the end-to-end tests: found, else installed with what this system has for it.
 *
 * @param {string} root the clone
 * @returns {Promise<string>} path of a browser that starts
 * @throws with one sentence that says what to install
 */
export async function ensureBrowser(root) {
  const found = await findBrowser()
  if (found !== undefined) return found
  for (const { title, commands } of installers(root)) {
    console.log(`No Chromium, Chrome or Edge found: installing one with ${title}.`)
    for (const [command, args] of commands) {
      const { code, output } = await run(command, args, {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
      if (code === 0) continue
      console.log(`  ${command} ${args.join(' ')} ended with code ${code}: ${lastLine(output)}`)
      break
    }
    const installed = await findBrowser()
    if (installed !== undefined) return installed
  }
  throw new Error(
    'The end-to-end tests need a Chromium, Chrome or Edge, and none could be installed: install one ' +
      `(${advice()}) or set FORKSCOPE_BROWSER to its path.`,
  )
}

/**
 * @param {string} root
 * @returns {{ title: string, commands: [string, string[]][] }[]} to be tried in this order
 */
function installers(root) {
  const isRoot = process.getuid?.() === 0
  const playwright = join(root, 'node_modules', 'playwright-core', 'cli.js')
  const withLibraries = isRoot && process.platform === 'linux' ? ['--with-deps'] : []
  return [
    // Only Debian: Ubuntu's package is a stand-in for a snap, which containers cannot run.
    ...(isRoot && linuxDistribution() === 'debian'
      ? ['chromium-headless-shell', 'chromium'].map((name) => ({
          title: 'apt-get',
          commands: aptCommands(name),
        }))
      : []),
    {
      title: "playwright's installer",
      commands: [[process.execPath, [playwright, 'install', ...withLibraries, 'chromium']]],
    },
  ]
}

/**
 * @param {string} name of the package
 * @returns {[string, string[]][]}
 */
function aptCommands(name) {
  return [
    ['apt-get', ['update', '-q']],
    ['apt-get', ['install', '-q', '-y', '--no-install-recommends', name]],
  ]
}

function linuxDistribution() {
  try {
    return /^ID="?([\w-]+)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

function advice() {
  if (process.platform === 'darwin') return 'for example from https://www.google.com/chrome'
  if (process.platform === 'win32')
    return 'Edge comes with Windows; Chrome from https://www.google.com/chrome'
  return 'on Debian "sudo apt-get install chromium", elsewhere the package chromium or google-chrome-stable'
}

/** @param {string} text */
function lastLine(text) {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
