import { appendFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What the steps of a release share: where they run, how they end, and what they tell the workflow. */

export const root = dirname(dirname(import.meta.dirname))

/** What is wrong is said in one sentence, which tells what to do; a stack trace would hide it. */
export class ReleaseError extends Error {}

/**
 * Runs a step's work; what it throws ends the step with exit code 1.
 *
 * @param {() => Promise<void> | void} work
 */
export async function runStep(work) {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof ReleaseError ? error.message : error)
    process.exitCode = 1
  }
}

/**
 * An output of this step for later ones; outside of a workflow it is only printed.
 *
 * @param {string} name
 * @param {string} value one line
 */
export function setOutput(name, value) {
  console.log(`${name}=${value}`)
  append('GITHUB_OUTPUT', `${name}=${value}\n`)
}

/** @param {string} markdown shown on the page of the workflow's run */
export function addSummary(markdown) {
  console.log(markdown)
  append('GITHUB_STEP_SUMMARY', `${markdown}\n`)
}

/**
 * @param {string} variable names the file that the workflow reads
 * @param {string} text
 */
function append(variable, text) {
  const file = process.env[variable]
  if (file) appendFileSync(file, text)
}
