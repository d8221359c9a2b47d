import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Downloads and compression are silent, but not for as long as this. */
const silenceLimitMs = 15 * 60_000

/**
 * Runs electron-builder with the project's configuration. It publishes nothing unless it is told to.
 *
 * @param {string} root
 * @param {readonly string[]} args electron-builder's flags
 * @param {(line: string) => void} log is told its progress
 * @throws Error in one sentence: what failed and what to do
 */
export async function runBuilder(root, args, log) {
  const cli = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const publish = args.some((arg) => /^(?:-p|--publish)(?:=|$)/.test(arg)) ? [] : ['--publish', 'never']
  const child = spawn(
    process.execPath,
    [cli, '--config', 'electron-builder.config.mjs', ...publish, ...args],
    {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let isSilent = false
  const silence = setTimeout(() => {
    isSilent = true
    child.kill('SIGKILL')
  }, silenceLimitMs)
  /** @type {string[]} */
  const last = []
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      silence.refresh()
      last.push(line)
      if (last.length > 200) last.shift()
      if (line.startsWith('  •')) log(line)
    })
  const code = await new Promise((resolve) => child.on('close', resolve))
  clearTimeout(silence)
  if (isSilent) throw new Error(`Packaging gave no sign of life for ${silenceLimitMs / 60_000} minutes.`)
  if (code !== 0) throw new Error(explain(last))
}

/**
 * The tool's own words, without its stack, and what helps against them.
 * @param {readonly string[]} lines what it printed at last
 */
export function explain(lines) {
  const failure = lines.find((line) => line.includes('⨯'))?.replace(/^.*⨯\s*/, '')
  const words = failure?.replace(/\s+(?:failedTask|stackTrace)=.*$/, '').trim()
  if (words === undefined) return `Packaging failed:\n${lines.slice(-20).join('\n')}`
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|status code|timed? ?out/i.test(words))
    return (
      `Electron's binary or a tool of the packager could not be downloaded (${words}). ` +
      'Packaging needs the network once. Behind a mirror set ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR; ' +
      'without any network `npm run dist:check` makes and inspects the unpacked package.'
    )
  return `Packaging failed: ${words}`
}
