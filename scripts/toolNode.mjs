import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/**
 * The tools (vitest above all) need a newer Node than the product. npm brings one along as the optional
 * dependency `node`, and `npm run` puts it first on PATH; these functions serve those who call a script directly.
 */

const root = dirname(import.meta.dirname)
const leastVersion = [22, 12]

/** @param {string} version as in `process.versions.node` */
export function isToolNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = leastVersion
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/**
 * Makes sure that the calling script, and what it starts, runs on a Node that the tools accept: returns when
 * it does, else runs the same script again on the installed one and ends with its exit code.
 */
export function ensureToolNode() {
  if (isToolNode(process.versions.node)) return
  const own = installedNode()
  if (own === undefined) {
    console.error(
      `Node ${leastVersion.join('.')} or newer is needed to build and test, and this is ${process.versions.node}. ` +
        `npm should have installed one in node_modules/node: run "npm ci" again without --omit=optional and ` +
        `with install scripts allowed for the packages "node" and "esbuild", or install Node 24 yourself.`,
    )
    process.exit(1)
  }
  const path = [dirname(own), process.env['PATH']].join(delimiter)
  const child = spawnSync(own, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  })
  process.exit(child.status ?? 1)
}

/** @returns {string | undefined} the Node that npm installed here, when it runs */
function installedNode() {
  const binary = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(binary)) return undefined
  return spawnSync(binary, ['--version'], { stdio: 'ignore' }).status === 0 ? binary : undefined
}
