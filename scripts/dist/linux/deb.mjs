import { createHash } from 'node:crypto'
import { chmod, copyFile, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '../../processes.mjs'
import { debDepends } from './dependencies.mjs'
import { packageName, packageVersion } from './facts.mjs'
import { treePaths } from './stage.mjs'

const parts = join(dirname(dirname(dirname(import.meta.dirname))), 'packaging', 'linux', 'deb')

const architectures = { x64: 'amd64', arm64: 'arm64' }

const description = `Process monitor and multiprocessing lab
 Launch a program that uses processes, pools, queues and pipes, or map a
 function over a pool of workers, and see what really happens: which processes
 live and die, which core each runs on, what flows through every queue and
 pipe, who waits for whom, and whether more workers paid off.`

/**
 * @param {object} request
 * @param {string} request.tree as `stageTree` has laid it out
 * @param {string} request.output where the package goes
 * @param {import('./facts.mjs').LinuxFacts} request.facts
 * @param {boolean} request.isFast without compression
 * @returns {Promise<string>} path of the package
 */
export async function buildDeb({ tree, output, facts, isFast }) {
  const name = `${packageName}_${packageVersion(facts.version)}_${architectures[facts.arch]}.deb`
  const file = join(output, name)
  const control = join(tree, 'DEBIAN')
  try {
    await writeControl(control, tree, facts)
    const compression = isFast ? '-Znone' : '-Zxz'
    const args = ['--root-owner-group', compression, '--build', tree, file]
    const { code, output: said } = await run('dpkg-deb', args)
    if (code !== 0) throw new Error(`dpkg-deb failed (exit code ${code}):\n${said.trim()}`)
  } finally {
    await rm(control, { recursive: true, force: true })
  }
  return file
}

/** @param {string} control is made @param {string} tree @param {import('./facts.mjs').LinuxFacts} facts */
async function writeControl(control, tree, facts) {
  const { sums, bytes } = await contents(tree)
  await mkdir(control)
  await writeFile(join(control, 'md5sums'), sums)
  await writeFile(join(control, 'control'), controlText(facts, Math.ceil(bytes / 1024)))
  for (const script of ['postinst', 'postrm']) {
    await copyFile(join(parts, script), join(control, script))
    await chmod(join(control, script), 0o755)
  }
  await chmod(control, 0o755)
}

/** @param {import('./facts.mjs').LinuxFacts} facts @param {number} installedKiB */
function controlText({ version, arch, maintainer }, installedKiB) {
  return `Package: ${packageName}
Version: ${packageVersion(version)}
Architecture: ${architectures[arch]}
Maintainer: ${maintainer}
Installed-Size: ${installedKiB}
Depends: ${debDepends.join(', ')}
Recommends: libnotify4, libsecret-1-0
Section: devel
Priority: optional
Description: ${description}
`
}

/** @param {string} tree @returns {Promise<{ sums: string, bytes: number }>} what `dpkg --verify` compares with */
async function contents(tree) {
  let bytes = 0
  let sums = ''
  for (const path of await treePaths(tree)) {
    const file = join(tree, path)
    if (!(await lstat(file)).isFile()) continue
    const content = await readFile(file)
    bytes += content.length
    sums += `${createHash('md5').update(content).digest('hex')}  ${path.slice(1)}\n`
  }
  return { sums, bytes }
}
