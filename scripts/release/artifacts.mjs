import { readdirSync } from 'node:fs'
import { extname } from 'node:path'

/** The files of `dist` that people download, by system; updates are found by those of `feed`. */
const installers = {
  linux: ['.AppImage', '.deb', '.rpm', '.gz'],
  windows: ['.exe'],
  macos: ['.dmg', '.zip'],
}

/** A feed is named after its channel and system: `latest.yml`, `latest-mac.yml`, `beta-linux.yml`. */
const feed = /^(latest|beta|alpha)(-mac|-linux)?(-arm64)?\.yml$/

/**
 * @param {import('./signingConfig.mjs').System} system
 * @param {string} folder where `npm run dist` leaves what it made
 * @returns {{ installers: string[], updates: string[], missing: string[] }} names; `missing`: kinds of which there is none
 */
export function artifactsOf(system, folder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()
  const kinds = installers[system]
  const found = names.filter((name) => kinds.includes(extname(name)))
  return {
    installers: found,
    updates: names.filter((name) => isFeed(name) || (name.endsWith('.blockmap') && isFor(found, name))),
    missing: kinds.filter((kind) => !found.some((name) => extname(name) === kind)),
  }
}

/**
 * GitHub puts a dot for what it does not like in a name, such as the `~` of a Debian package before its release. Done
 * before, the checksums name the files as people get them.
 *
 * @param {string} name of a file
 */
export function publishedName(name) {
  return name.replaceAll(/[^\w.-]/g, '.')
}

/** @param {string} name of a file */
export function isFeed(name) {
  return feed.test(name)
}

/**
 * @param {string[]} found
 * @param {string} blockMap
 */
function isFor(found, blockMap) {
  return found.includes(blockMap.slice(0, -'.blockmap'.length))
}
