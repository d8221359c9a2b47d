import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../processes.mjs'

/**
 * Stands in, on the dry run's PATH, for a program that a step starts and that cannot be had here. `npm` is the real
 * one but for "run dist", which leaves files named as the real ones are.
 *
 *   node standInTool.mjs <tool> [arguments …]
 */

const [tool, ...args] = process.argv.slice(2)

/** @type {Record<string, () => Promise<number> | number>} */
const tools = {
  npm: async () => (args.join(' ') === 'run dist' ? package_() : realNpm()),
  gh,
  powershell: () => say('NotSigned', 0),
  codesign: () => say('Forkscope.app: code object is not signed at all', 1),
  xcrun: () => say('Forkscope.app does not have a ticket stapled to it.', 65),
}
process.exitCode = (await tools[tool ?? '']?.()) ?? 127

async function realNpm() {
  const PATH = process.env['DRY_RUN_PATH']
  const { code } = await run('npm', args, { env: { ...process.env, PATH }, stdio: 'inherit' })
  return code
}

function package_() {
  /** @type {string[]} */
  const names = JSON.parse(process.env['DRY_RUN_PACKAGES'] ?? '[]')
  mkdirSync('dist', { recursive: true })
  for (const name of names) writeFileSync(join('dist', name), `stand-in for ${name}\n`)
  return names.length > 0 ? 0 : 1
}

/** Keeps what it was asked; a release is there once it was created. */
function gh() {
  const log = process.env['DRY_RUN_GH'] ?? ''
  const isThere = /release create/.test(readLog(log))
  appendFileSync(log, `${args.join(' ')}\n`)
  if (!process.env['GH_TOKEN'] || !process.env['GH_REPO']) return say('gh: to use GitHub CLI set GH_TOKEN', 4)
  if (args[1] === 'view') return isThere ? say('true', 0) : say('release not found', 1)
  return say('https://github.com/example/releases/untagged', 0)
}

/** @param {string} file */
function readLog(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/**
 * @param {string} text
 * @param {number} code
 */
function say(text, code) {
  console.log(text)
  return code
}
