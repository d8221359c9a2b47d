import { chmod, cp, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { installFolder, packageName } from './facts.mjs'

/**
 * The file system as a package of any kind installs it: the app in a folder of its own, and what the desktop and the
 * shell find it by.
 */

const root = dirname(dirname(dirname(import.meta.dirname)))
const parts = join(root, 'packaging', 'linux')
const icons = join(root, 'packaging', 'icons')

/** Chromium's helper for kernels that give users no namespaces of their own; it refuses any other mode. */
const sandboxHelper = `${installFolder}/chrome-sandbox`

const iconName = 'forkscope-desktop'
const runIconName = 'application-vnd.forkscope.run+json'

/** A size that the theme has no folder for. */
const largerThanTheme = '1024x1024.png'

/**
 * @typedef {object} Stage
 * @property {string} folder that is given
 * @property {string} unpacked what electron-builder left
 * @property {import('./facts.mjs').LinuxFacts} facts
 */

/** @param {Stage} stage lays the tree out in `folder`, with the modes that the package is to have */
export async function stageTree({ folder, unpacked, facts }) {
  await cp(unpacked, join(folder, installFolder), { recursive: true, verbatimSymlinks: true })
  const doc = `usr/share/doc/${packageName}`
  await Promise.all([
    put(folder, `${installFolder}/resources/apparmor-profile`, await part('apparmor-profile')),
    put(folder, 'usr/share/applications/forkscope-desktop.desktop', await part('forkscope-desktop.desktop')),
    put(folder, 'usr/share/mime/packages/forkscope.xml', await part('forkscope.xml')),
    put(folder, 'usr/share/metainfo/dev.forkscope.app.metainfo.xml', await metainfo(facts)),
    put(folder, `${doc}/copyright`, await part('copyright')),
    putCompressed(folder, `${doc}/CHANGELOG.md.gz`, join(root, 'CHANGELOG.md')),
    putCompressed(folder, `${doc}/THIRD_PARTY_LICENSES.txt.gz`, join(root, 'THIRD_PARTY_LICENSES.txt')),
    putCompressed(folder, 'usr/share/man/man1/forkscope.1.gz', join(parts, 'forkscope.1')),
    putIcons(folder, 'linux', 'apps', iconName),
    putIcons(folder, 'run', 'mimetypes', runIconName),
    putIcon(folder, 'icon.svg', `scalable/apps/${iconName}.svg`),
    putIcon(folder, 'run.svg', `scalable/mimetypes/${runIconName}.svg`),
  ])
  await mkdir(join(folder, 'usr/bin'), { recursive: true })
  await symlink(`${installFolder}/resources/bin/forkscope`, join(folder, 'usr/bin/forkscope'))
  await setModes(folder)
}

/** @param {string} name in packaging/linux */
function part(name) {
  return readFile(join(parts, name))
}

/** @param {import('./facts.mjs').LinuxFacts} facts */
async function metainfo({ version, date }) {
  const text = (await part('dev.forkscope.app.metainfo.xml')).toString()
  return text.replace('@VERSION@', version.replace('-', '~')).replace('@DATE@', date)
}

/** @param {string} folder @param {string} path @param {string | Buffer} content */
async function put(folder, path, content) {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

/** @param {string} folder @param {string} path @param {string} from */
async function putCompressed(folder, path, from) {
  await put(folder, path, gzipSync(await readFile(from), { level: 9 }))
}

/** @param {string} folder @param {string} from @param {string} kind @param {string} name */
async function putIcons(folder, from, kind, name) {
  const files = await readdir(join(icons, from))
  for (const file of files.filter((name) => name !== largerThanTheme))
    await putIcon(folder, join(from, file), `${file.replace('.png', '')}/${kind}/${name}.png`)
}

/** @param {string} folder @param {string} from @param {string} to in the theme that all others fall back to */
async function putIcon(folder, from, to) {
  await put(folder, `usr/share/icons/hicolor/${to}`, await readFile(join(icons, from)))
}

/** Whatever the umask and the machine that packaged it. @param {string} folder */
async function setModes(folder) {
  for (const path of await treePaths(folder)) {
    const file = join(folder, path)
    const stats = await lstat(file)
    if (!stats.isSymbolicLink()) await chmod(file, modeOf(path, stats))
  }
}

/** @param {string} path @param {import('node:fs').Stats} stats */
function modeOf(path, stats) {
  if (path === sandboxHelper) return 0o4755
  return stats.isDirectory() || (stats.mode & 0o100) !== 0 ? 0o755 : 0o644
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} every path in it, as from the root of the file system, parents first
 */
export async function treePaths(folder) {
  const paths = await readdir(folder, { recursive: true })
  return paths.map((path) => `/${path}`).sort()
}
