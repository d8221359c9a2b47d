import { homedir } from 'node:os'

/** What must not be in any file that is shipped. */

/** Kinds of keys that can be told by their form. */
const secrets = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/,
  /\bgithub_pat_[A-Za-z0-9_]{40,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bsk-[A-Za-z0-9_-]{32,}\b/,
  /\bAIza[0-9A-Za-z_-]{35}\b/,
  /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
  /_authToken=\S/,
  /https?:\/\/[^\s/:@"'`]+:[^\s/:@"'`$]{4,}@/,
]

/** Where browsers and Node look for it: in a comment of its own. */
const sourceMap = /^\/[/*][#@] sourceMappingURL=\S/m

/** Paths of somebody's machine, but for the names in Node's documentation, which the editor shows. */
const homes = /(?<![\w.])(?:\/(?:home|Users)\/(?!(?:user|mjr)\/)[A-Za-z][\w.-]*\/|[A-Z]:\\Users\\[A-Za-z])/

/**
 * @param {string} text of a file
 * @param {string} root the clone that it was built in
 * @returns {string[]} what is in it, without giving a secret away
 */
export function forbiddenText(text, root) {
  const found = []
  for (const pattern of secrets) {
    const match = pattern.exec(text)
    if (match) found.push(`what looks like a secret (${match[0].slice(0, 8)}…) at character ${match.index}`)
  }
  const here = [root, homedir()].filter((path) => path.length > 5).find((path) => text.includes(path))
  const home = homes.exec(text)
  if (here !== undefined) found.push(`the path ${here} of the machine that it was built on`)
  else if (home) found.push(`a path of somebody's machine: ${around(text, home.index)}`)
  const map = sourceMap.exec(text)
  if (map) found.push(`the address of a source map: ${around(text, map.index)}`)
  return found
}

/** @param {string} text @param {number} index */
function around(text, index) {
  return JSON.stringify(text.slice(Math.max(0, index - 20), index + 60))
}
