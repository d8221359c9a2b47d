import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { extractFile } from '@electron/asar'
import { linuxExecutable } from '../packagedManifest.mjs'

/** Where the app is installed, whatever the kind of the package. */
export const installFolder = '/opt/Forkscope'

/** What the packages are called. */
export const packageName = 'forkscope'

/**
 * @typedef {object} LinuxFacts
 * @property {string} version as in package.json
 * @property {'x64' | 'arm64'} arch
 * @property {string} maintainer
 * @property {string} date of the release, as in 2026-11-20
 */

/** Numbers of processors in the head of a program, by the name that Node has for them. */
const machines = /** @type {const} */ ({ 0x3e: 'x64', 0xb7: 'arm64' })

/**
 * What can be read of an unpacked package, and is not to differ from what is in it.
 * @param {string} unpacked the folder that electron-builder leaves
 * @returns {LinuxFacts}
 * @throws Error when it is no such folder
 */
export function readFacts(unpacked) {
  const { version, author } = readManifest(join(unpacked, 'resources', 'app.asar'))
  // Reproducible builds set the time: https://reproducible-builds.org/specs/source-date-epoch/
  const epoch = process.env['SOURCE_DATE_EPOCH']
  const now = epoch === undefined ? new Date() : new Date(Number(epoch) * 1000)
  return {
    version,
    arch: readArch(join(unpacked, linuxExecutable)),
    maintainer: process.env['FORKSCOPE_MAINTAINER'] || author,
    date: now.toISOString().slice(0, 10),
  }
}

/** @param {string} archive app.asar; a folder in tests @returns {{ version: string, author: string }} */
function readManifest(archive) {
  const name = 'package.json'
  try {
    const isFolder = statSync(archive).isDirectory()
    const bytes = isFolder ? readFileSync(join(archive, name)) : extractFile(archive, name)
    return JSON.parse(bytes.toString())
  } catch (error) {
    throw new Error(`${archive} cannot be read: is this the folder of an unpacked package?`, { cause: error })
  }
}

/** @param {string} program @returns {LinuxFacts['arch']} */
function readArch(program) {
  const head = Buffer.alloc(20)
  const file = openSync(program, 'r')
  try {
    readSync(file, head)
  } finally {
    closeSync(file)
  }
  const machine = head.readUInt16LE(18)
  const isElf = head.toString('latin1', 0, 4) === '\x7fELF'
  if (!isElf || !(machine in machines))
    throw new Error(`${program} is no Linux program for x64 or arm64, which are packaged.`)
  return machines[/** @type {keyof typeof machines} */ (machine)]
}

/**
 * A pre-release comes before its release for both packagers.
 * @param {string} version as in 1.0.0-beta.1
 */
export function packageVersion(version) {
  return version.replace('-', '~').replaceAll('-', '.')
}
