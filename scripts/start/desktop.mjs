import { spawn } from 'node:child_process'
import { lastLine } from './findElectron.mjs'

/** An Electron that cannot work here (no GPU, no user namespaces, …) ends within this time. */
const earlyExitMs = 8_000
/** How long the app may take to end its runs when it is asked to end. */
const endTimeoutMs = 10_000
const lastWordsMs = 500

/**
 * Runs the desktop app until it ends.
 *
 * @param {import('./findElectron.mjs').UsableElectron} electron
 * @param {string} root the folder with package.json, whose `main` Electron runs
 * @param {AbortSignal} signal asks the app to end
 * @returns {Promise<{ ended: true, code: number } | { ended: false, why: string }>} not `ended`: it could not start
 */
export async function runDesktop(electron, root, signal) {
  const startedAt = performance.now()
  const env = { ...process.env }
  delete env['ELECTRON_RUN_AS_NODE']
  const child = spawn(electron.path, [...electron.args, root], { env, stdio: ['ignore', 'inherit', 'pipe'] })
  const isEarly = () => performance.now() - startedAt < earlyExitMs
  let tail = ''
  child.stderr.on('data', (chunk) => {
    tail = (tail + String(chunk)).slice(-4_000)
    // What a failing start says goes into the one line that explains it, and nowhere else.
    if (!isEarly()) process.stderr.write(chunk)
  })
  const stop = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), endTimeoutMs).unref()
  }
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const end = await endOf(child)
  signal.removeEventListener('abort', stop)
  if (end.code === 0 || signal.aborted || !isEarly()) return { ended: true, code: end.code ?? 1 }
  const detail = end.error?.message ?? lastLine(tail)
  return {
    ended: false,
    why: `Electron ended at once with ${end.signal ?? `code ${end.code}`}${detail ? ` (${detail})` : ''}`,
  }
}

/**
 * Resolves when it has ended and its last words are read; what it started may hold its stderr open for longer.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, error?: Error }>}
 */
function endOf(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, error }))
    child.on('close', (code, signal) => resolve({ code, signal }))
    child.on('exit', (code, signal) => setTimeout(resolve, lastWordsMs, { code, signal }).unref())
  })
}
