import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A browser that starts cold has read the file by then. */
const keepFileMs = 30_000

/**
 * Opens the address in the user's browser, where there is one. Never fails: the address is printed anyway.
 *
 * The browser is given a file that leads to the address, which only this user can read: on a command line every
 * user of the machine would see the token. The file lies under the clone because browsers in a sandbox (snap,
 * flatpak) cannot read the system's temporary folder.
 *
 * @param {string} url
 * @param {string} folder an existing folder of this user's
 * @returns {Promise<() => Promise<void>>} removes the file; it is also removed after a while
 */
export async function openBrowser(url, folder) {
  const file = join(folder, `open-${randomBytes(12).toString('hex')}.html`)
  const remove = () => rm(file, { force: true }).catch(() => {})
  if (!hasDesktop()) return remove
  try {
    await writeFile(file, redirectTo(url), { mode: 0o600, flag: 'wx' })
    const { default: open } = await import('open')
    const opener = await open(pathToFileURL(file).href)
    opener.on('error', () => {})
    setTimeout(() => void remove(), keepFileMs).unref()
  } catch {
    await remove()
  }
  return remove
}

function hasDesktop() {
  if (process.env['CI'] || process.env['FORKSCOPE_NO_OPEN']) return false
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

/** The address holds no character that HTML gives a meaning to: digits, letters, `:/#=_-.`. */
function redirectTo(/** @type {string} */ url) {
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Forkscope</title><meta http-equiv="refresh" content="0;url=${url}">`
}
