import { globSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../processes.mjs'
import { checkImports, importProblems } from './imports.mjs'
import { checkWorkflows } from './workflows.mjs'

/**
 * @typedef {object} CheckResult
 * @property {boolean} ok
 * @property {string} [summary] one line for the table
 * @property {string} [details] what to read when it failed
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {(root: string) => Promise<CheckResult>} run
 */

const root = dirname(dirname(import.meta.dirname))

/**
 * @param {string} packageBin path of a tool's script inside node_modules
 * @param {string[]} args
 * @returns {(root: string) => Promise<CheckResult>}
 */
function tool(packageBin, args) {
  return async (root) => {
    const { code, output } = await run(process.execPath, [join('node_modules', packageBin), ...args], {
      cwd: root,
    })
    return { ok: code === 0, details: output }
  }
}

/** @param {string} project folder of a tsconfig.json @returns {Check} */
function typeCheck(project) {
  const name = `types ${project}`
  return {
    name,
    run: async (root) => {
      const cache = join(root, 'node_modules', '.cache', 'types')
      mkdirSync(cache, { recursive: true })
      const buildInfo = join(cache, `${project.replace(/\W+/g, '-')}.tsbuildinfo`)
      const args = ['-p', project, '--incremental', '--tsBuildInfoFile', buildInfo, '--pretty', 'false']
      const result = await tool('typescript-native/bin/tsc', args)(root)
      const errors = result.details?.match(/error TS\d+/g)?.length ?? 0
      return { ...result, summary: result.ok ? '' : `${errors} errors` }
    },
  }
}

/** @returns {string[]} every folder with a tsconfig.json of its own: each layer has one, and so have the exercises */
function typeProjects() {
  return globSync(['src/*/tsconfig.json', '{bench,resources,test}/tsconfig.json'], { cwd: root })
    .map((path) => dirname(path))
    .sort()
}

/** @type {Check} */
const imports = {
  name: 'imports',
  run: async (root) => {
    const result = await checkImports(root)
    const problems = importProblems(result)
    const summary = `${result.modules} of ${result.files} modules of src cruised, ${problems.length} problems`
    return { ok: problems.length === 0, summary, details: problems.join('\n') }
  },
}

/** @type {Check} */
const workflows = {
  name: 'workflows',
  run: async (root) => {
    const { files, problems } = await checkWorkflows(root)
    const summary = `${files.length} files by actionlint, ${problems.length} problems`
    return { ok: files.length > 0 && problems.length === 0, summary, details: problems.join('\n') }
  },
}

/** @type {Check} */
const reference = {
  name: 'docs',
  run: async () => {
    const { stalePages } = await import('../docs.mjs')
    const stale = await stalePages()
    const details = `Not as the source has them: run "npm run docs" and commit.\n${stale.join('\n')}`
    return {
      ok: stale.length === 0,
      summary: stale.length === 0 ? '' : `${stale.length} stale pages`,
      details,
    }
  },
}

/** @type {Check} */
const licences = {
  name: 'licences',
  run: async () => {
    const { checkLicences } = await import('../licences.mjs')
    const { packages, problems } = await checkLicences()
    return { ok: problems.length === 0, summary: `${packages} packages`, details: problems.join('\n') }
  },
}

/** The slow ones first, so that they overlap with the rest. @type {Check[]} */
export const checks = [
  { name: 'format', run: tool('oxfmt/bin/oxfmt', ['--check']) },
  { name: 'lint', run: tool('oxlint/bin/oxlint', ['--deny-warnings', '--report-unused-disable-directives']) },
  ...typeProjects().map(typeCheck),
  { ...typeCheck('.'), name: 'types scripts' },
  imports,
  reference,
  licences,
  workflows,
  { name: 'unused', run: tool('knip/bin/knip.js', ['--no-progress']) },
]
