import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collectPackages } from './licences/collect.mjs'
import { isAllowed } from './licences/policy.mjs'
import { renderLicences } from './licences/render.mjs'
import { ensureToolNode } from './toolNode.mjs'

/**
 * `npm run licences`: THIRD_PARTY_LICENSES.txt, which lies in every package of the app, from what is installed.
 * `npm run check licences` says when it is not what this would write.
 */

const root = dirname(import.meta.dirname)
const fileName = 'THIRD_PARTY_LICENSES.txt'

/** @typedef {import('./licences/collect.mjs').ShippedPackage} ShippedPackage */

/**
 * @param {readonly ShippedPackage[]} packages
 * @returns {string[]} a sentence for each package that must not be shipped as it is
 */
export function licenceProblems(packages) {
  return packages.flatMap(({ name, version, licence, text }) => {
    const which = `${name} ${version}`
    if (!isAllowed(licence))
      return [`${which} has the licence ${licence}, which scripts/licences/policy.mjs does not allow.`]
    if (text === '') return [`${which} (${licence}) has no licence text that could be shipped with it.`]
    return []
  })
}

/** @returns {Promise<{ packages: number, problems: string[] }>} */
export async function checkLicences() {
  const packages = await collectPackages(root)
  const problems = licenceProblems(packages)
  const path = join(root, fileName)
  const written = existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : ''
  if (written !== renderLicences(packages))
    problems.push(
      `${fileName} is not what is installed: run "npm ci", then "npm run licences", and commit it.`,
    )
  return { packages: packages.length, problems }
}

async function write() {
  const packages = await collectPackages(root)
  writeFileSync(join(root, fileName), renderLicences(packages))
  const problems = licenceProblems(packages)
  for (const problem of problems) console.error(problem)
  console.log(`${fileName}: ${packages.length} packages`)
  process.exitCode = problems.length === 0 ? 0 : 1
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  ensureToolNode()
  await write()
}
