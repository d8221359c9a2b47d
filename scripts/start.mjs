import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './ensureBuilt.mjs'
import { runDesktop } from './start/desktop.mjs'
import { ensureElectron } from './start/ensureElectron.mjs'
import { openBrowser } from './start/openBrowser.mjs'

/**
 * `npm start`: the desktop window where Electron runs, else the same interface in a browser. That Electron
 * cannot run is said in one line and is no error.
 *
 *   npm start [-- --port <number>]     FORKSCOPE_HOST=browser npm start
 */

const root = dirname(import.meta.dirname)
const ending = new AbortController()
let exitCode = 0

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    // Who asks twice does not want to wait.
    if (ending.signal.aborted) process.exit(exitCode)
    exitCode = 128 + constants.signals[signal]
    ending.abort()
  })

endWithNpm()

try {
  await main()
} catch (error) {
  if (!ending.signal.aborted) {
    // A failed build says what is wrong by itself; where in this script it was noticed helps nobody.
    console.error(error instanceof Error ? error.message : error)
    exitCode = 1
  }
}
process.exit(exitCode)

async function main() {
  const port = parsePort()
  if (port === undefined) return
  await ensureBuilt()
  if (ending.signal.aborted) return
  const whyNot =
    process.env['FORKSCOPE_HOST'] === 'browser' ? 'FORKSCOPE_HOST is set to browser' : await tryDesktop()
  if (whyNot === undefined || ending.signal.aborted) return
  console.log(`Forkscope opens in the browser, not in a window: ${whyNot}.`)
  await serve(port)
}

/** npm that is ended by a signal leaves what it has started behind: this ends with it. */
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const { ppid } = process
  setInterval(() => {
    if (process.ppid !== ppid) process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
}

function parsePort() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
    if (/^\d+$/.test(values.port) && Number(values.port) < 65_536) return Number(values.port)
    fail(`--port takes a number from 0 to 65535, and '${values.port}' is none.`)
  } catch (error) {
    fail(`${/** @type {Error} */ (error).message} Use: npm start -- --port <number>`)
  }
  return undefined
}

/** @returns {Promise<string | undefined>} why there is no window; undefined when there was one and it has ended */
async function tryDesktop() {
  const electron = await ensureElectron(root, ending.signal)
  if (!electron.usable) return electron.why
  const outcome = await runDesktop(electron, root, ending.signal)
  if (!outcome.ended) return outcome.why
  if (!ending.signal.aborted) exitCode = outcome.code
  return undefined
}

/** Serves the page until a signal comes. */
async function serve(/** @type {number} */ port) {
  const entry = pathToFileURL(join(root, 'out', 'main', 'serve.js')).href
  /** @type {typeof import('../src/main/web/index.ts')} */
  const { startWebHost } = await import(entry)
  try {
    const host = await startWebHost({ root, port })
    console.log(host.url)
    console.log('Press Ctrl-C to end it and all of its runs.')
    const removeFile = await openBrowser(host.url, join(root, 'out'))
    if (!ending.signal.aborted)
      await new Promise((resolve) => ending.signal.addEventListener('abort', resolve))
    await Promise.all([host.close(), removeFile()])
  } catch (error) {
    if (!(error instanceof Error && error.name === 'UserError')) throw error
    fail(error.message)
  }
}

function fail(/** @type {string} */ message) {
  console.error(message)
  exitCode = 2
}
