import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

/**
 * Stand-ins for the actions that the workflows use, as far as files go: what one job leaves is what the next one gets.
 *
 * @typedef {object} ActionPlaces
 * @property {string} workspace of the job
 * @property {string} source a clean copy of the repository
 * @property {string} artifacts what jobs have uploaded, by name
 *
 * @typedef {Record<string, string>} Inputs
 */

/** @type {Record<string, (inputs: Inputs, places: ActionPlaces) => void>} */
export const actions = {
  'actions/checkout': (_, { source, workspace }) => cpSync(source, workspace, { recursive: true }),
  'actions/setup-node': () => {},
  'actions/upload-artifact': upload,
  'actions/download-artifact': download,
  'actions/attest': attest,
}

/**
 * @param {Inputs} inputs
 * @param {ActionPlaces} places
 */
function upload({ name = '', path = '', 'if-no-files-found': otherwise }, { workspace, artifacts }) {
  const paths = path
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean)
  const found = paths.filter((each) => existsSync(join(workspace, each)))
  if (found.length < paths.length && otherwise !== 'ignore')
    throw new Error(`${paths.filter((each) => !found.includes(each)).join(', ')} is not there to be uploaded`)
  const to = join(artifacts, name)
  if (existsSync(to)) throw new Error(`an artifact ${name} is there already`)
  mkdirSync(to, { recursive: true })
  // A single folder gives its content; several paths keep what they do not have in common.
  for (const each of found) {
    const from = join(workspace, each)
    const isOnlyFolder = paths.length === 1 && statSync(from).isDirectory()
    cpSync(from, isOnlyFolder ? to : join(to, each), { recursive: true })
  }
}

/**
 * @param {Inputs} inputs
 * @param {ActionPlaces} places
 */
function download({ name, pattern, path = '.', 'merge-multiple': merge }, { workspace, artifacts }) {
  const names = globSync(name ?? pattern ?? '*', { cwd: artifacts })
  if (names.length === 0) throw new Error(`no artifact is called ${name ?? pattern}`)
  for (const each of names) {
    const to = join(workspace, path, name !== undefined || merge === 'true' ? '' : each)
    for (const file of globSync('**', { cwd: join(artifacts, each) }))
      if (statSync(join(artifacts, each, file)).isFile() && existsSync(join(to, file)))
        throw new Error(`${file} is in more than one artifact`)
    cpSync(join(artifacts, each), to, { recursive: true })
  }
}

/**
 * @param {Inputs} inputs
 * @param {ActionPlaces} places
 */
function attest({ 'subject-checksums': file = '' }, { workspace }) {
  const path = join(workspace, file)
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  const listed = lines.map((line) => {
    const [, digest, name = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    const actual = createHash('sha256')
      .update(readFileSync(join(dirname(path), name)))
      .digest('hex')
    if (digest !== actual) throw new Error(`${relative(workspace, path)} has a wrong line: ${line}`)
    return name
  })
  const left = readdirSync(dirname(path)).filter((name) => name !== basename(path) && !listed.includes(name))
  if (left.length > 0) throw new Error(`${left.join(', ')} has no checksum`)
}
