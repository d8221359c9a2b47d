import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'

/**
 * @typedef {object} Step
 * @property {string} [name]
 * @property {string} [id]
 * @property {string} [uses]
 * @property {string} [run]
 * @property {string} [if]
 * @property {Record<string, unknown>} [with]
 * @property {Record<string, string>} [env]
 *
 * @typedef {object} Job
 * @property {string | string[]} [needs]
 * @property {string} [uses] another workflow of this repository
 * @property {string} [if]
 * @property {{ matrix?: Record<string, unknown[]> }} [strategy]
 * @property {Record<string, string>} [outputs]
 * @property {Step[]} [steps]
 *
 * @typedef {{ file: string, jobs: [string, Job][] }} Workflow `jobs` in an order in which each comes after its needs
 */

/** @param {string} root @returns {Workflow[]} */
export function readWorkflows(root) {
  return globSync('.github/workflows/*.yml', { cwd: root })
    .sort()
    .map((path) => ({
      file: basename(path),
      jobs: inOrder(parse(readFileSync(join(root, path), 'utf8')).jobs),
    }))
}

/** @param {Record<string, Job>} jobs @returns {[string, Job][]} */
function inOrder(jobs) {
  /** @type {Map<string, Job>} */
  const ordered = new Map()
  const visit = (/** @type {string} */ name) => {
    const job = jobs[name]
    if (job === undefined || ordered.has(name)) return
    for (const need of needsOf(job)) visit(need)
    ordered.set(name, job)
  }
  for (const name of Object.keys(jobs)) visit(name)
  return [...ordered]
}

/** @param {Job} job */
export function needsOf({ needs = [] }) {
  return [needs].flat()
}

/** @param {Job} job @returns {Record<string, unknown>[]} one for each run of the job */
export function combinations({ strategy }) {
  const { include = [], ...lists } = strategy?.matrix ?? {}
  /** @type {Record<string, unknown>[]} */
  let found = [{}]
  for (const [name, values] of Object.entries(lists))
    found = found.flatMap((each) => values.map((value) => ({ ...each, [name]: value })))
  if (include.length === 0) return found
  // With lists beside it, "include" changes their combinations: no workflow here does so.
  if (Object.keys(lists).length > 0)
    throw new Error('The dry run knows no matrix with both lists and "include".')
  return /** @type {Record<string, unknown>[]} */ (include)
}
