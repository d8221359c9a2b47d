/** @typedef {import('./collect.mjs').ShippedPackage} ShippedPackage */

const rule = '='.repeat(78)

const preface = `Forkscope comes with the work of many others. This file has the licences of the packages that it is built of.
It is written by "npm run licences".

The desktop app contains Electron, which contains Chromium, Node.js and FFmpeg: their licences lie beside the
app's program as LICENSE.electron.txt and LICENSES.chromium.html.`

/**
 * The text of THIRD_PARTY_LICENSES.txt: a table of packages, then each text once, with those that it is for.
 * @param {readonly ShippedPackage[]} packages
 */
export function renderLicences(packages) {
  const width = Math.max(...packages.map((one) => title(one).length))
  const table = packages.map((one) => `${title(one).padEnd(width)}  ${one.licence}`)
  const sections = [...byText(packages)].map(
    ([text, those]) => `${rule}\n${those.map(title).join('\n')}\n${rule}\n\n${text}\n`,
  )
  return `${preface}\n\n${table.join('\n')}\n\n${sections.join('\n')}`
}

/** @param {readonly ShippedPackage[]} packages @returns {Map<string, ShippedPackage[]>} */
function byText(packages) {
  const groups = new Map()
  for (const one of packages) groups.set(one.text, [...(groups.get(one.text) ?? []), one])
  return groups
}

/** @param {ShippedPackage} one */
function title({ name, version }) {
  return `${name} ${version}`
}
