import { dirname, extname, join } from 'node:path'
import { run } from '../processes.mjs'

/**
 * Whether a file is really signed, as the tools of its system see it: that a certificate was configured says nothing
 * about what came out.
 *
 * @typedef {object} Signature
 * @property {boolean} isSigned by a certificate that the system trusts
 * @property {boolean} isNotarised macOS only
 * @property {string} detail for people
 */

/**
 * @param {import('./signingConfig.mjs').System} system
 * @param {string} file an installer in `dist`
 * @returns {Promise<Signature>}
 */
export async function measureSignature(system, file) {
  if (system === 'windows') return authenticode(file)
  if (system === 'macos') return appleSignature(file)
  return { isSigned: false, isNotarised: false, detail: 'not signed; its checksum and provenance are' }
}

/** @param {string} file @returns {Promise<Signature>} */
async function authenticode(file) {
  const script = '(Get-AuthenticodeSignature -LiteralPath $env:FORKSCOPE_FILE).Status.ToString()'
  const { code, output } = await run('powershell', ['-NoProfile', '-NonInteractive', '-Command', script], {
    env: { ...process.env, FORKSCOPE_FILE: file },
  })
  const status = output.trim()
  if (code === 0 && status === 'Valid') return { isSigned: true, isNotarised: false, detail: 'signed' }
  return {
    isSigned: false,
    isNotarised: false,
    detail: `unsigned (${status.split('\n').at(-1) || `code ${code}`})`,
  }
}

/**
 * What counts is the app inside; the archive around it needs no signature.
 *
 * @param {string} file
 * @returns {Promise<Signature>}
 */
async function appleSignature(file) {
  const app = join(dirname(file), file.includes('arm64') ? 'mac-arm64' : 'mac', 'Forkscope.app')
  const verified = await run('codesign', ['--verify', '--deep', '--strict', app])
  const shown = await run('codesign', ['--display', '--verbose=2', app])
  const authority = /^Authority=(Developer ID Application: .*)$/m.exec(shown.output)?.[1]
  if (verified.code !== 0 || authority === undefined)
    return { isSigned: false, isNotarised: false, detail: 'unsigned (the app inside has no Developer ID)' }
  const { code } = await run('xcrun', ['stapler', 'validate', app])
  const detail = `signed by ${authority}, ${code === 0 ? 'notarised' : 'not notarised'}`
  return { isSigned: true, isNotarised: code === 0, detail }
}

/** @param {string} name of a file */
export function isSignatureList(name) {
  return name.startsWith('signatures-') && extname(name) === '.json'
}
