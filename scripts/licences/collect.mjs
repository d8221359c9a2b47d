import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { init } from 'license-checker-rseidelsohn'
import { furtherNotices, isLeftOut, partlyShipped } from './policy.mjs'

/**
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression
 * @property {string} text the licence as the package has it, and its notices
 */

const texts = join(import.meta.dirname, 'texts')
const readPackages = promisify(init)

/**
 * Everything whose code or files may end in the package, by name. Rather one too many: not all of what `dependencies`
 * lead to is used.
 * @param {string} root the clone, installed
 * @returns {Promise<ShippedPackage[]>}
 */
export async function collectPackages(root) {
  const found = await readPackages({ start: root, production: true, excludePrivatePackages: true })
  const packages = Object.entries(found).flatMap(([key, info]) => {
    const at = key.lastIndexOf('@')
    const name = key.slice(0, at)
    if (isLeftOut(name) || info.path === undefined) return []
    const licence = [info.licenses ?? 'UNKNOWN'].flat().join(' AND ')
    const file = isLicenceFile(info.licenseFile) ? info.licenseFile : undefined
    const text = [file === undefined ? textFor(licence, info) : read(file)]
    if (info.noticeFile !== undefined) text.push(read(info.noticeFile))
    const further = furtherNotices[name]
    if (further !== undefined) text.push(read(join(info.path, further)))
    return [{ name, version: key.slice(at + 1), licence, text: text.join('\n\n') }]
  })
  return [...packages, ...partlyShipped.map((part) => readPart(root, part)), goPackage(root)].sort(byName)
}

/** The checker also names a README that mentions a licence. @param {string | undefined} path */
function isLicenceFile(path) {
  return path !== undefined && /(licen[cs]e|copying)[^/\\]*$/i.test(path)
}

/**
 * For a package without a text of its own, of which there are two or three.
 * @param {string} licence
 * @param {{ publisher?: string, repository?: string }} info
 */
function textFor(licence, { publisher, repository }) {
  const owner = publisher ?? `the authors of ${repository ?? 'the package'}`
  if (licence !== 'MIT') return ''
  return `The package has no licence text of its own; its package.json says MIT.\n\nCopyright (c) ${owner}\n\n${read(join(texts, 'mit.txt'))}`
}

/** @param {string} root @param {{ name: string, until?: string }} part @returns {ShippedPackage} */
function readPart(root, { name, until }) {
  const folder = join(root, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const whole = read(join(folder, name === 'vite' ? 'LICENSE.md' : 'LICENSE'))
  const text = until === undefined ? whole : (whole.split(until)[0] ?? '').trim()
  return { name, version, licence: license, text }
}

/** esbuild's binary holds the library of Go. @param {string} root @returns {ShippedPackage} */
function goPackage(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/esbuild/package.json'), 'utf8'))
  return {
    name: 'Go (in esbuild)',
    version,
    licence: 'BSD-3-Clause',
    text: read(join(texts, 'go.txt')),
  }
}

/** @param {string} path @returns {string} the same on every system */
function read(path) {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n').replaceAll('\f', '').trim()
}

/** By code point, so that every machine sorts alike. @param {ShippedPackage} a @param {ShippedPackage} b */
function byName(a, b) {
  const [left, right] = [`${a.name}@${a.version}`, `${b.name}@${b.version}`]
  return left < right ? -1 : Number(left > right)
}
