import { globSync } from 'node:fs'
import { cruise } from 'dependency-cruiser'
import importRules from '../../.dependency-cruiser.mjs'

/**
 * Import rules, with a floor: a cruise that saw too few modules passes every rule (this happens with a
 * TypeScript that the cruiser does not know), so what it saw is compared with the files on disk.
 */

/** A cruise that saw less of the files on disk than this proves nothing. */
export const leastShareOfFiles = 0.8

const folders = ['src', 'test', 'bench', 'scripts']

/**
 * @typedef {object} ImportViolation
 * @property {string} rule
 * @property {string} from
 * @property {string} to
 * @property {string} comment the reason of the rule
 *
 * @typedef {object} ImportCheck
 * @property {ImportViolation[]} violations
 * @property {number} modules TypeScript modules under `src` that were cruised
 * @property {number} files TypeScript files under `src` on disk
 */

/**
 * @param {string} root the folder that holds `src`
 * @returns {Promise<ImportCheck>}
 */
export async function checkImports(root) {
  const present = folders.filter(
    (folder) => globSync(`${folder}/**/*.{ts,tsx,mjs}`, { cwd: root }).length > 0,
  )
  const { output } = await cruise(present, {
    ...importRules.options,
    baseDir: root,
    validate: true,
    ruleSet: {
      forbidden: /** @type {import('dependency-cruiser').IForbiddenRuleType[]} */ (importRules.forbidden),
    },
  })
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result')
  return {
    violations: output.summary.violations.map(toViolation),
    modules: output.modules.filter(({ source }) => isSourceFile(source)).length,
    files: globSync('src/**/*.{ts,tsx}', { cwd: root }).filter((path) => isSourceFile(path)).length,
  }
}

/**
 * @param {ImportCheck} check
 * @returns {string[]} one sentence for each problem; empty when all is well
 */
export function importProblems({ violations, modules, files }) {
  const problems = violations.map(
    ({ rule, from, to, comment }) => `${from} → ${to} (${rule})\n    ${comment}`,
  )
  const floor = Math.ceil(files * leastShareOfFiles)
  if (files === 0) problems.push(`No TypeScript files were found in src: the import rules checked nothing.`)
  else if (modules < floor) {
    problems.push(
      `Only ${modules} of ${files} modules of src were cruised (at least ${floor} expected): the import rules ` +
        `checked too little. Has TypeScript become a version that dependency-cruiser cannot use?`,
    )
  }
  return problems
}

/** @param {string} path */
function isSourceFile(path) {
  return /^src[\\/].*\.tsx?$/.test(path) && !path.endsWith('.d.ts')
}

/** @param {import('dependency-cruiser').IViolation} violation @returns {ImportViolation} */
function toViolation(violation) {
  const rule = importRules.forbidden.find(({ name }) => name === violation.rule.name)
  const path = violation.cycle ?? violation.via ?? []
  const via = path.length > 1 ? ` (via ${path.map(({ name }) => name).join(' → ')})` : ''
  return {
    rule: violation.rule.name,
    from: violation.from,
    to: violation.to + via,
    comment: rule?.comment ?? '',
  }
}
