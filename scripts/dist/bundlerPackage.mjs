import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../processes.mjs'

/**
 * esbuild's binary for the system that is packaged for. npm installs the one of this machine alone, while macOS is
 * packaged for two processors on one machine.
 */

/**
 * @param {string} platform as in `process.platform`
 * @param {string} arch as in `process.arch`
 */
export function bundlerPackageName(platform, arch) {
  return `${platform}-${arch}`
}

/**
 * Lays `@esbuild/<platform>-<arch>` into `<to>/<platform>-<arch>`: from node_modules, else from the registry.
 * @param {{ root: string, to: string, platform: string, arch: string }} target
 * @throws Error that says what to do, when it cannot be had or is not what package-lock.json has
 */
export async function provideBundler({ root, to, platform, arch }) {
  const name = bundlerPackageName(platform, arch)
  const folder = join(to, name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(to, { recursive: true })
  const installed = join(root, 'node_modules', '@esbuild', name)
  if (existsSync(installed)) await cp(installed, folder, { recursive: true })
  else await download({ root, to, name, folder })
}

/** @param {{ root: string, to: string, name: string, folder: string }} target */
async function download({ root, to, name, folder }) {
  const { version, integrity } = await lockedPackage(root, `@esbuild/${name}`)
  const work = await mkdtemp(join(to, '.download-'))
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const spec = `@esbuild/${name}@${version}`
    const packed = await run(npm, ['pack', spec, '--json', '--silent', '--pack-destination', '.'], {
      cwd: work,
      shell: process.platform === 'win32',
    })
    if (packed.code !== 0)
      throw new Error(`${spec} cannot be had from the registry:\n${packed.output.trim()}`)
    const [file] = JSON.parse(packed.output)
    if (file.integrity !== integrity)
      throw new Error(`${spec} is not what package-lock.json has (${file.integrity}, not ${integrity}).`)
    const { code, output } = await run('tar', ['-xzf', file.filename], { cwd: work })
    if (code !== 0) throw new Error(`${file.filename} cannot be unpacked with tar:\n${output.trim()}`)
    await rename(join(work, 'package'), folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {Promise<{ version: string, integrity: string }>}
 */
async function lockedPackage(root, name) {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const found = lock.packages[`node_modules/${name}`]
  if (found === undefined)
    throw new Error(`${name} is not in package-lock.json: esbuild has no binary for that system.`)
  return found
}
