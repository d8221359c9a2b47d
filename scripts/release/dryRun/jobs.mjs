import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../processes.mjs'
import { actions } from './actions.mjs'
import { fillIn, holds } from './expressions.mjs'
import { rules } from './rules.mjs'

/**
 * @typedef {import('./dryRun.mjs').Stage} Stage
 * @typedef {import('./dryRun.mjs').StepResult} StepResult
 * @typedef {import('./workflows.mjs').Step} Step
 *
 * @typedef {object} JobToRun
 * @property {string} place
 * @property {import('./workflows.mjs').Job} job
 * @property {Record<string, unknown>} matrix
 * @property {Record<string, unknown>} needs
 */

const stepTimeoutMs = 60_000

/**
 * @param {JobToRun} toRun
 * @param {Stage} stage
 * @returns {Promise<{ results: StepResult[], result: 'success' | 'skipped' | 'failure', outputs: Record<string, string> }>}
 */
export async function runJob({ place, job, matrix, needs }, stage) {
  const at = [
    place,
    ...Object.values(matrix)
      .slice(0, 1)
      .map((value) => `(${String(value)})`),
  ].join(' ')
  /** @type {Record<string, { outputs: Record<string, string> }>} */
  const steps = {}
  const contexts = { ...stage.contexts, matrix, needs, steps }
  const whole = (/** @type {string} */ detail) => ({
    place: at,
    step: 'the whole job',
    outcome: /** @type {const} */ ('skipped'),
    detail,
  })
  if (!holds(job.if, contexts))
    return { results: [whole(`not with ${job.if}`)], result: 'skipped', outputs: {} }
  if (job.uses !== undefined) return { results: [whole(`it is ${job.uses}`)], result: 'success', outputs: {} }
  const workspace = mkdtempSync(join(stage.folder, 'job-'))
  /** @type {StepResult[]} */
  const results = []
  for (const step of job.steps ?? []) {
    const { outcome, detail, outputs } = await tryStep(step, { workspace, contexts, stage })
    results.push({ place: at, step: titleOf(step), outcome, ...(detail !== undefined && { detail }) })
    if (outcome === 'failed') return { results, result: 'failure', outputs: {} }
    if (step.id !== undefined) steps[step.id] = { outputs }
  }
  const outputs = Object.entries(job.outputs ?? {}).map(([name, text]) => [name, fillIn(text, contexts)])
  return { results, result: 'success', outputs: Object.fromEntries(outputs) }
}

/** @param {Step} step */
function titleOf({ name, uses, run: command = '' }) {
  return name ?? uses?.split('@')[0] ?? command
}

/**
 * @typedef {{ workspace: string, contexts: Record<string, unknown>, stage: Stage }} Surroundings
 * @typedef {{ outcome: StepResult['outcome'], detail?: string, outputs: Record<string, string> }} Tried
 */

/**
 * @param {Step} step
 * @param {Surroundings} around
 * @returns {Promise<Tried>}
 */
async function tryStep(step, around) {
  try {
    if (!holds(step.if, around.contexts))
      return { outcome: 'skipped', detail: `not with ${step.if}`, outputs: {} }
    if (step.uses !== undefined) return useAction(step, around)
    const command = fillIn(step.run ?? '', around.contexts).trim()
    const rule = rules.find((each) => each.command.test(command))
    if (rule === undefined)
      throw new Error(`no rule says whether it can be tried (scripts/release/dryRun/rules.mjs): ${command}`)
    if (rule.check === undefined) return await execute(command, step, rule, around)
    const problem = rule.check(around.workspace, rule.command.exec(command)?.slice(1) ?? [])
    if (problem !== undefined) throw new Error(problem)
    if (command === 'npm ci')
      symlinkSync(join(around.stage.root, 'node_modules'), join(around.workspace, 'node_modules'))
    return { outcome: 'checked', ...(rule.reason !== undefined && { detail: rule.reason }), outputs: {} }
  } catch (error) {
    return { outcome: 'failed', detail: error instanceof Error ? error.message : String(error), outputs: {} }
  }
}

/**
 * @param {Step} step
 * @param {Surroundings} around
 * @returns {Tried}
 */
function useAction(step, { workspace, contexts, stage }) {
  const name = step.uses?.split('@')[0] ?? ''
  const act = actions[name]
  if (act === undefined)
    throw new Error(`the dry run has no stand-in for ${name} (scripts/release/dryRun/actions.mjs)`)
  const inputs = Object.entries(step.with ?? {}).map(([key, value]) => [key, fillIn(String(value), contexts)])
  act(Object.fromEntries(inputs), { workspace, source: stage.source, artifacts: stage.artifacts })
  return { outcome: 'stand-in', outputs: {} }
}

/**
 * @param {string} command
 * @param {Step} step
 * @param {import('./rules.mjs').Rule} rule
 * @param {Surroundings} around
 * @returns {Promise<Tried>}
 */
async function execute(command, step, rule, { workspace, contexts, stage }) {
  const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, fillIn(text, contexts)])
  const files = {
    GITHUB_OUTPUT: join(workspace, '.output'),
    GITHUB_STEP_SUMMARY: join(workspace, '.summary'),
  }
  for (const file of Object.values(files)) writeFileSync(file, '')
  const { system = '' } = /** @type {{ system?: string }} */ (contexts['matrix'])
  const { code, output } = await run('bash', ['-e', '-c', command], {
    cwd: workspace,
    timeout: stepTimeoutMs,
    env: {
      ...stage.env,
      ...Object.fromEntries(own),
      ...files,
      DRY_RUN_PACKAGES: JSON.stringify(stage.packages[system] ?? []),
    },
  })
  if (code !== 0) throw new Error(`"${command}" ended with code ${code}: ${output.trim()}`)
  const empty = own.filter(([, value]) => value === '').map(([name]) => name)
  const details = [
    ...(rule.standIns ? [`with stand-ins for ${rule.standIns}`] : []),
    ...(empty.length > 0 ? [`without ${empty.join(', ')}, which are secrets`] : []),
  ]
  return {
    outcome: 'ran',
    ...(details.length > 0 && { detail: details.join('; ') }),
    outputs: readOutputs(files.GITHUB_OUTPUT),
  }
}

/** @param {string} file @returns {Record<string, string>} */
function readOutputs(file) {
  if (!existsSync(file)) return {}
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}
