import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What the dry run does with a `run:` step. A step that fits no rule fails it: somebody has to decide whether it can
 * be tried.
 *
 * @typedef {object} Rule
 * @property {RegExp} command the whole of the step
 * @property {string} [standIns] what it is run with in place of the real thing; a rule without `check` runs the step
 * @property {string} [reason] why it is not run
 * @property {(workspace: string, words: string[]) => string | undefined} [check] what is wrong with it; `words` are
 *   the groups of `command`
 */

/** @type {Rule[]} */
export const rules = [
  {
    command: /^node scripts\/release\/(?:checkTag|notes|sbom|checksums|signUpdates)\.mjs(?: .*)?$/,
  },
  {
    command: /^node scripts\/release\/package\.mjs \w+$/,
    standIns: '"npm run dist", which needs downloads (npm run dist:check tries it)',
  },
  {
    command: /^node scripts\/release\/collect\.mjs \w+$/,
    standIns: "the systems' tools that read signatures",
  },
  { command: /^node scripts\/release\/draft\.mjs .*$/, standIns: 'gh' },
  {
    command: /^node (scripts\/release\/smoke\.mjs) \S+$/,
    reason: 'it needs the real binary (test/e2e/releaseSmoke.test.ts tries it without)',
    check: (workspace, [script = '']) => missing(workspace, script),
  },
  {
    command: /^npm ci$/,
    reason: 'CI has done it: the packages installed here are linked',
    check: (workspace) => missing(workspace, 'package-lock.json'),
  },
  {
    command: /^npm (?:run )?(test|check|build)(?: -- ([\w ]+))?$/,
    reason: 'CI does it',
    check: (workspace, [script = '', projects = '']) => unknownScript(workspace, script, projects),
  },
  { command: /^\.ci\/run$/, reason: 'CI does it', check: (workspace) => notExecutable(workspace, '.ci/run') },
  {
    command: /^sudo apt-get install --yes \.\/(\S+)$/,
    reason: 'it needs root (npm run dist:check installs the package)',
    check: (workspace, [pattern = '']) => notOne(workspace, pattern),
  },
  {
    command: /^ditto -x -k (\S+) \S+$/,
    reason: 'macOS alone has it',
    check: (workspace, [pattern = '']) => notOne(workspace, pattern),
  },
]

/**
 * @param {string} workspace
 * @param {string} path
 */
function missing(workspace, path) {
  return existsSync(join(workspace, path)) ? undefined : `${path} does not exist`
}

/**
 * @param {string} workspace
 * @param {string} path
 */
function notExecutable(workspace, path) {
  try {
    accessSync(join(workspace, path), constants.X_OK)
    return undefined
  } catch {
    return `${path} is not there, or cannot be executed`
  }
}

/**
 * @param {string} workspace
 * @param {string} pattern
 */
function notOne(workspace, pattern) {
  const found = globSync(pattern, { cwd: workspace })
  return found.length === 1 ? undefined : `${pattern} is ${found.length} files, not one`
}

/**
 * @param {string} workspace
 * @param {string} script
 * @param {string} projects of vitest
 */
function unknownScript(workspace, script, projects) {
  const { scripts } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'))
  const names = [
    script,
    ...projects
      .split(' ')
      .filter(Boolean)
      .map((project) => `${script}:${project}`),
  ]
  const unknown = names.filter((name) => scripts[name] === undefined)
  return unknown.length === 0 ? undefined : `package.json has no script ${unknown.join(', ')}`
}
