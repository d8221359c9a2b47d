import { existsSync, globSync, readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { run } from '../../processes.mjs'
import { linuxExecutable, packagedManifest } from '../packagedManifest.mjs'
import { openArchive } from './archive.mjs'
import { contentDifferences, expectedContents } from './contents.mjs'
import { fuseFindings } from './fuseFindings.mjs'
import { importFindings } from './imports.mjs'
import { openedPaths } from './openedPaths.mjs'
import { forbiddenText } from './secrets.mjs'

/** What lies in the folder `resources` of a package. */
const resourceNames = ['app.asar', 'app.asar.unpacked', 'bin']

/** What only the clone needs of `resources`. */
const notShipped = /(?:^|\/)tsconfig\.json$/

/** Files that are no text. */
const binaryFile = /\.(?:woff2?|png|ico)$|\/bin\/esbuild$/

/**
 * @typedef {object} Inspection
 * @property {string} folder
 * @property {{ files: number, archiveBytes: number, unpackedBytes: number, pageBytes: number }} sizes
 * @property {string[]} findings one line each; none when all is as it should be
 */

/**
 * Looks at an unpacked Linux package: its contents, what of it is opened at run time, its fuses.
 * @param {{ root: string, folder: string, arch?: string }} package_
 * @returns {Promise<Inspection>}
 */
export async function inspectPackage({ root, folder, arch = process.arch }) {
  const resources = join(folder, 'resources')
  const files = openArchive(resources)
  const findings = [
    ...(await contentFindings(root, files, arch)),
    ...unpackedFindings(resources, files),
    ...(await openedFindings(root, resources, files, arch)),
    ...(await importFindings(files)),
    ...files.flatMap((file) => textFindings(file, root)),
    ...(await manifestFindings(root, files)),
    ...(await fuseFindings(join(folder, linuxExecutable))),
    ...permissionFindings(folder),
  ]
  return { folder, sizes: sizesOf(files), findings }
}

/** @typedef {import('./archive.mjs').PackedFile} PackedFile */

/** @param {string} root @param {readonly PackedFile[]} files @param {string} arch */
async function contentFindings(root, files, arch) {
  const manifest = await readFile(join(root, 'scripts', 'dist', 'contents.txt'), 'utf8')
  const { code, output } = await run('git', ['ls-files', '-z', '--', 'resources'], { cwd: root })
  if (code !== 0) throw new Error(`git does not say which files of resources are tracked: ${output.trim()}`)
  const tracked = output.split('\0').filter((path) => path !== '' && !notShipped.test(path))
  const expected = expectedContents(manifest, `linux-${arch}`, tracked)
  return contentDifferences(
    files.map(({ path }) => path),
    expected,
  )
}

/** What is marked as unpacked lies beside the archive, and nothing else does. @param {string} resources */
function unpackedFindings(resources, /** @type {readonly PackedFile[]} */ files) {
  const beside = join(resources, 'app.asar.unpacked')
  const marked = files.filter(({ isUnpacked }) => isUnpacked).map(({ path }) => path)
  const found = globSync('**/*', { cwd: beside })
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => !statSync(join(beside, path)).isDirectory())
  const names = readdirSync(resources)
  return [
    ...marked
      .filter((path) => !found.includes(path))
      .map((path) => `- ${path} is missing in app.asar.unpacked`),
    ...found
      .filter((path) => !marked.includes(path))
      .map((path) => `+ ${path} in app.asar.unpacked is not in the archive`),
    ...names
      .filter((name) => !resourceNames.includes(name))
      .map((name) => `+ resources/${name} is in the package`),
    ...resourceNames.filter((name) => !names.includes(name)).map((name) => `- resources/${name} is missing`),
  ]
}

/** @param {string} root @param {string} resources @param {readonly PackedFile[]} files @param {string} arch */
async function openedFindings(root, resources, files, arch) {
  const opened = await openedPaths(root, { platform: 'linux', arch })
  const packed = files.filter(({ isUnpacked }) => !isUnpacked).map(({ path }) => `app.asar/${path}`)
  return opened.flatMap(({ path, kind, why }) => {
    const onDisk = join(resources, path)
    const isInArchive = packed.some((each) =>
      kind === 'folder' ? each.startsWith(`${path}/`) : each === path,
    )
    if (!isInArchive && !existsSync(onDisk))
      return [`${path} is opened at run time (${why}), and is not in the package`]
    const isProgram = kind !== 'program' || (!isInArchive && (statSync(onDisk).mode & 0o111) === 0o111)
    return isProgram ? [] : [`${path} (${why}) cannot be started: everybody needs the right to execute it`]
  })
}

/** @param {PackedFile} file @param {string} root */
function textFindings({ path, read }, root) {
  if (binaryFile.test(path)) return []
  const named = /\.map$|\.tsx?$|(?:^|\/)\.|\.test\./.exec(path)
  const isSource = named !== null && !path.startsWith('resources/') && !path.endsWith('.d.ts')
  const found = forbiddenText(read().toString('utf8'), root).map((words) => `${path} has ${words}`)
  return isSource ? [`${path} is a source, a map or a test`, ...found] : found
}

/** @param {string} root @param {readonly PackedFile[]} files */
async function manifestFindings(root, files) {
  const expected = await packagedManifest(root)
  const text =
    files
      .find(({ path }) => path === 'package.json')
      ?.read()
      .toString('utf8') ?? '{}'
  const packed = /** @type {Record<string, unknown>} */ (JSON.parse(text))
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(packed)])]
  return keys
    .filter((key) => JSON.stringify(packed[key]) !== JSON.stringify(expected[key]))
    .map(
      (key) =>
        `package.json says ${key}: ${JSON.stringify(packed[key])}, not ${JSON.stringify(expected[key])}`,
    )
}

/** Nobody but the owner may change a file, and nothing runs as somebody else. @param {string} folder */
function permissionFindings(folder) {
  if (process.platform === 'win32') return []
  return globSync('**/*', { cwd: folder }).flatMap((path) => {
    const { mode } = statSync(join(folder, path))
    const isOpen = (mode & 0o022) !== 0 || (mode & 0o6000) !== 0 || (mode & 0o444) !== 0o444
    return isOpen ? [`${path} has the mode ${(mode & 0o7777).toString(8)}`] : []
  })
}

/** @param {readonly PackedFile[]} files */
function sizesOf(files) {
  const sum = (/** @type {(file: PackedFile) => boolean} */ of) =>
    files.filter(of).reduce((bytes, { size }) => bytes + size, 0)
  return {
    files: files.length,
    archiveBytes: sum(({ isUnpacked }) => !isUnpacked),
    unpackedBytes: sum(({ isUnpacked }) => isUnpacked),
    pageBytes: sum(({ path }) => path.startsWith('out/renderer/')),
  }
}
