import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { ensureElectron } from './start/ensureElectron.mjs'
import { ensureToolNode } from './toolNode.mjs'

/**
 * `npm run dev`: the desktop window with live reload. Unlike `npm start` it has nothing to fall back on, because
 * electron-vite serves the page to Electron alone; nor does electron-vite download Electron.
 *
 *   npm run dev [-- words of electron-vite's]
 */

ensureToolNode()

const root = dirname(import.meta.dirname)
const electron = await ensureElectron(root)
if (!electron.usable) {
  console.error(
    `The window with live reload cannot open: ${electron.why}. "npm start" serves the interface to a browser.`,
  )
  process.exit(1)
}

const bundler = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
const sandbox = electron.args.includes('--no-sandbox') ? ['--noSandbox'] : []
const child = spawn(process.execPath, [bundler, 'dev', ...sandbox, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ELECTRON_EXEC_PATH: electron.path },
})
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
