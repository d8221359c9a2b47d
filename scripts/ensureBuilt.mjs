import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './processes.mjs'
import { withLock } from './fileLock.mjs'
import { ensureToolNode } from './toolNode.mjs'

/**
 * Builds when there is no build, or the sources are not those that it was made of. In a clone every command
 * goes through here, so nobody has to think of building; where there are no sources there is nothing to do.
 *
 *   node scripts/ensureBuilt.mjs        import { ensureBuilt } from './ensureBuilt.mjs'
 */

const root = dirname(import.meta.dirname)
const thisFile = fileURLToPath(import.meta.url)
const stamp = join(root, 'out', '.sources')
const modules = join(root, 'node_modules')

/** Everything that the build reads. */
const buildInputs = [
  'electron.vite.config.ts',
  'package.json',
  'scripts/declarations',
  'tsconfig.base.json',
  'src',
]

/**
 * @param {{ log?: (line: string) => void }} [options] - `log` is told that a build begins; default: stderr
 * @throws an error with the bundler's words when the build fails
 */
export async function ensureBuilt({ log = (line) => console.error(line) } = {}) {
  if (!existsSync(join(root, 'src')) || isFresh()) return
  if (!existsSync(join(modules, 'electron-vite'))) {
    throw new Error(`The packages are not installed: run "npm ci" in ${root} first.`)
  }
  await withLock(join(modules, '.forkscope-build.lock'), async () => {
    // Another process may have built while this one waited for the lock.
    if (isFresh()) return
    log(existsSync(stamp) ? 'Forkscope: the sources have changed, building …' : 'Forkscope: building once …')
    await build()
  })
}

async function build() {
  // Taken before: what changes during the build is not in it.
  const sources = fingerprint()
  const { code, output } = await run(process.execPath, [thisFile, '--build'], { cwd: root })
  if (code !== 0) throw new Error(`The build failed:\n${output.trim()}`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, sources)
}

function isFresh() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

/** Names, sizes and times: cheap enough for every start. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const name of buildInputs) {
    for (const file of filesOf(join(root, name))) {
      const { size, mtimeMs } = statSync(file)
      hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)))
}

/** The bundler needs a newer Node than the product does. */
async function buildHere() {
  ensureToolNode()
  const bundler = join(modules, 'electron-vite', 'bin', 'electron-vite.js')
  const { code } = await run(process.execPath, [bundler, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.exit(code)
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(thisFile)) {
  if (process.argv.includes('--build')) await buildHere()
  try {
    await ensureBuilt()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
