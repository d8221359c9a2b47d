import { ReleaseError } from './step.mjs'

/**
 * Which signatures the environment can make. A secret that is not set reaches a workflow's step as an empty variable:
 * those are left out, so that no tool takes one for a certificate.
 *
 * @typedef {'linux' | 'windows' | 'macos'} System
 *
 * @typedef {object} SigningConfig
 * @property {boolean} hasCertificate
 * @property {boolean} isNotarised macOS only: Apple is asked to check the app
 * @property {boolean} hasFeed the app is built to look for updates
 * @property {NodeJS.ProcessEnv} env for the packaging tools
 */

/** What was to be signed, for the step that looks whether it is; below the clone. */
export const planFile = 'dist/.signing.json'

/** Names that belong together: all are set, or none. */
const groups = {
  windows: ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'],
  macos: ['CSC_LINK', 'CSC_KEY_PASSWORD'],
  notary: ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'],
  updates: ['FORKSCOPE_UPDATE_FEED', 'FORKSCOPE_UPDATE_PUBLIC_KEY'],
}

/**
 * @param {System} system
 * @param {NodeJS.ProcessEnv} env
 * @returns {SigningConfig}
 * @throws ReleaseError when a group is set in part: what was meant to be signed would go out unsigned
 */
export function signingConfig(system, env) {
  // All of them, so that a group which is set in part is told on every system.
  const has = Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, isSet(group, env)]))
  const hasCertificate = system !== 'linux' && has[system] === true
  const isNotarised = system === 'macos' && has['notary'] === true
  const hasFeed = has['updates'] === true
  if (isNotarised && !hasCertificate)
    throw new ReleaseError(
      `${groups.notary.join(', ')} are set without ${groups.macos.join(', ')}: Apple takes only what is signed.`,
    )
  // It would be readable in every package.
  if (env['FORKSCOPE_UPDATE_PUBLIC_KEY']?.includes('PRIVATE KEY'))
    throw new ReleaseError(
      'FORKSCOPE_UPDATE_PUBLIC_KEY is a private key: it has been seen, so make a new pair (docs/release.md).',
    )
  const known = new Set(Object.values(groups).flat())
  const wanted = new Set([
    ...(hasCertificate ? groups[system] : []),
    ...(isNotarised ? groups.notary : []),
    ...(hasFeed ? groups.updates : []),
  ])
  const kept = Object.entries(env).filter(([name]) => !known.has(name) || wanted.has(name))
  return {
    hasCertificate,
    isNotarised,
    hasFeed,
    env: {
      ...Object.fromEntries(kept),
      // Without this the tool takes whatever identity it finds in the machine's keychain.
      ...(!hasCertificate && { CSC_IDENTITY_AUTO_DISCOVERY: 'false' }),
    },
  }
}

/**
 * @param {string[]} group
 * @param {NodeJS.ProcessEnv} env
 */
function isSet(group, env) {
  const missing = group.filter((name) => !env[name])
  if (missing.length > 0 && missing.length < group.length)
    throw new ReleaseError(
      `${group.filter((name) => env[name]).join(', ')} is set and ${missing.join(', ')} is not: set all of them or none (docs/release.md).`,
    )
  return missing.length === 0
}

/** @param {string | undefined} name @returns {System} */
export function systemNamed(name) {
  if (name === 'linux' || name === 'windows' || name === 'macos') return name
  throw new ReleaseError(`"${name ?? ''}" is no system: linux, windows or macos is.`)
}
