import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What of package.json the app reads or Electron needs; the rest says how it is made. */
const kept = /** @type {const} */ (['name', 'version', 'description', 'license', 'author', 'type', 'main'])

/** What the package is called on the systems. */
export const productName = 'Forkscope'

/** The app's binary on Linux; `forkscope` is the command line. */
export const linuxExecutable = 'forkscope-desktop'

/**
 * @param {string} root
 * @returns {Promise<Record<string, string>>} package.json as it lies in the package
 */
export async function packagedManifest(root) {
  const source = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const manifest = Object.fromEntries(kept.map((key) => [key, source[key]]))
  // The desktop finds the window's icon by it.
  return { ...manifest, productName, desktopName: `${linuxExecutable}.desktop` }
}
