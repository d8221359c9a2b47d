import { findElectron } from './findElectron.mjs'
import { installElectron } from './installElectron.mjs'

/**
 * An Electron that runs here, downloaded where that is all that was missing.
 *
 * @param {string} root the folder that holds `node_modules`
 * @param {AbortSignal} [signal] ends a download
 * @returns {Promise<import('./findElectron.mjs').UsableElectron | import('./findElectron.mjs').UnusableElectron>}
 */
export async function ensureElectron(root, signal) {
  const electron = findElectron(root)
  if (electron.usable || !electron.isMissing) return electron
  const whyNot = await installElectron(root, { signal })
  return whyNot === undefined ? findElectron(root) : { ...electron, why: `${electron.why}, and ${whyNot}` }
}
