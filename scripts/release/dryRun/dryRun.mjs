import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cleanCopy } from './cleanCopy.mjs'
import { runJob } from './jobs.mjs'
import { packageNames } from './packageNames.mjs'
import { combinations, needsOf, readWorkflows } from './workflows.mjs'

/**
 * @typedef {object} StepResult
 * @property {string} place workflow, job and its combination of the matrix
 * @property {string} step
 * @property {'ran' | 'checked' | 'stand-in' | 'skipped' | 'failed'} outcome `stand-in`: an action of others, of which only
 *   what it does with files was done
 * @property {string} [detail] why it did not run, with what it ran, or what went wrong
 *
 * @typedef {object} DryRun
 * @property {StepResult[]} results
 * @property {string[]} released the calls of `gh`
 *
 * @typedef {object} Stage what all jobs of a dry run share
 * @property {string} root the repository
 * @property {string} folder
 * @property {string} source a clean copy of the repository
 * @property {string} artifacts
 * @property {NodeJS.ProcessEnv} env
 * @property {Record<string, string[]>} packages what `npm run dist` leaves, by system
 * @property {Record<string, unknown>} contexts of expressions, the same for all jobs
 */

const toolNames = ['npm', 'gh', 'powershell', 'codesign', 'xcrun']

/**
 * As started by the tag of package.json's version.
 *
 * @param {string} root
 * @returns {Promise<DryRun>}
 */
export async function dryRun(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-dry-run-'))
  try {
    const stage = await prepare(root, folder, version)
    /** @type {StepResult[]} */
    const results = []
    for (const workflow of readWorkflows(root)) results.push(...(await runWorkflow(workflow, stage)))
    const ghLog = stage.env['DRY_RUN_GH'] ?? ''
    const released = existsSync(ghLog) ? readFileSync(ghLog, 'utf8').trim().split('\n') : []
    return { results, released }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {string} version
 * @returns {Promise<Stage>}
 */
async function prepare(root, folder, version) {
  const source = join(folder, 'source')
  await cleanCopy(root, source, version)
  const { default: config } = await import(pathToFileURL(join(root, 'electron-builder.config.mjs')).href)
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const repository = 'example/forkscope'
  return {
    root,
    folder,
    source,
    artifacts: join(folder, 'artifacts'),
    packages: packageNames(config, version),
    env: {
      ...withoutGitHub(process.env),
      PATH: [makeTools(folder), process.env['PATH']].join(delimiter),
      DRY_RUN_PATH: process.env['PATH'],
      DRY_RUN_GH: join(folder, 'gh.log'),
      GITHUB_REF_TYPE: 'tag',
      GITHUB_REF_NAME: `v${version}`,
      GITHUB_REPOSITORY: repository,
    },
    contexts: {
      github: { ref_type: 'tag', ref_name: `v${version}`, repository, token: 'stand-in' },
      secrets: { UPDATE_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
      vars: {
        FORKSCOPE_UPDATE_FEED: 'https://updates.example/',
        FORKSCOPE_UPDATE_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }),
      },
    },
  }
}

/** CI runs this within a workflow, whose files and names are not these. @param {NodeJS.ProcessEnv} env */
function withoutGitHub(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(GITHUB|GH|RUNNER)_/.test(name)))
}

/** @param {string} folder @returns {string} a folder for PATH */
function makeTools(folder) {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const name of toolNames) {
    const script = join(import.meta.dirname, 'standInTool.mjs')
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${script}' ${name} "$@"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

/**
 * @param {import('./workflows.mjs').Workflow} workflow
 * @param {Stage} stage
 */
async function runWorkflow({ file, jobs }, stage) {
  /** @type {StepResult[]} */
  const results = []
  /** @type {Record<string, { result: string, outputs: Record<string, string> }>} */
  const done = {}
  for (const [name, job] of jobs) {
    const needs = Object.fromEntries(needsOf(job).map((need) => [need, done[need]]))
    const isFree = Object.values(needs).every((need) => need?.result === 'success')
    const place = `${file} ${name}`
    if (!isFree) {
      results.push({
        place,
        step: 'the whole job',
        outcome: 'skipped',
        detail: 'a job that it needs did not succeed',
      })
      continue
    }
    done[name] = { result: 'success', outputs: {} }
    for (const matrix of combinations(job)) {
      const ran = await runJob({ place, job, matrix, needs }, stage)
      results.push(...ran.results)
      done[name] = { result: ran.result, outputs: ran.outputs }
      if (ran.result !== 'success') break
    }
  }
  return results
}
