import { dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import { ensureToolNode } from './toolNode.mjs'

ensureToolNode()

const { ensureBrowser } = await import('./browser/ensureBrowser.mjs')
const { ensureCheckedPackage } = await import('./dist/checkedPackage.mjs')
const { run } = await import('./processes.mjs')

/**
 * `npm test [-- projects… files… vitest flags…]`: sets up what the chosen tests need on a new machine (a build,
 * a browser), then runs them. `npm test -- unit`, `npm test -- e2e experiments`, `npm test -- unit -t "queue"`.
 */

const root = dirname(import.meta.dirname)
const projects = ['unit', 'types', 'measured', 'contract', 'integration', 'e2e', 'package']
/** The package that is tested is one for Linux. */
const usual = projects.filter((name) => name !== 'package' || process.platform === 'linux')
const needBuild = ['measured', 'contract', 'integration', 'e2e', 'package']
const needBrowser = ['e2e', 'package']

const words = process.argv.slice(2)
const chosen = projects.filter((name) => words.includes(name))
const rest = words.filter((word) => !projects.includes(word))
const running = chosen.length > 0 ? chosen : projectsOfFiles(rest)

try {
  if (running.some((name) => needBuild.includes(name))) await build()
  if (running.includes('package')) await ensureCheckedPackage(root)
  if (running.some((name) => needBrowser.includes(name))) {
    const browser = await ensureBrowser(root)
    console.log(`Browser: ${browser}`)
    process.env['FORKSCOPE_BROWSER'] = browser
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run']
const selection = running.flatMap((name) => ['--project', name])
const { code } = await run(process.execPath, [...vitest, ...selection, ...rest], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(code)

/**
 * The projects that the given files lie in; all of them where a word may match anywhere.
 * @param {string[]} filters
 */
function projectsOfFiles(filters) {
  const named = filters.map((filter) => /(?:^|[\\/])test[\\/](\w+)[\\/]/.exec(filter)?.[1])
  const isExact = named.length > 0 && named.every((name) => name !== undefined && projects.includes(name))
  return isExact ? projects.filter((name) => named.includes(name)) : usual
}

async function build() {
  const ensureBuilt = join(root, 'scripts', 'ensureBuilt.mjs')
  const command = existsSync(ensureBuilt)
    ? [ensureBuilt]
    : [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn']
  const { code, output } = await run(process.execPath, command, { cwd: root })
  if (code !== 0) throw new Error(`${output.trimEnd()}\nThe build failed, so no test was run.`)
}
