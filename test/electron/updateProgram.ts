import { globSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'
import { readPublicKey } from '../../src/main/electron/updates/signedFeed.ts'
import { startUpdates } from '../../src/main/electron/updates/index.ts'
import { updateSource } from '../../src/main/electron/updates/updateSource.ts'

/**
 * The updates of the app by themselves, with the real electron-updater as it is built into the app, on the stand-in of
 * Electron. It is told to check and to install by its parent, and how often the updater was loaded.
 *
 *   FORKSCOPE_TEST_UPDATE_KEY=<public key> node --import test/electron/register.ts test/electron/updateProgram.ts
 */

let loaded = 0
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    if (specifier !== './updates.ts') return nextResolve(specifier, context)
    loaded++
    return { url: builtUpdater(), shortCircuit: true }
  },
})

/** What the built app loads when it is configured to. */
function builtUpdater(): string {
  const root = join(import.meta.dirname, '..', '..')
  const [chunk, ...others] = globSync('out/main/chunks/updates-*.js', { cwd: root })
  if (chunk === undefined || others.length > 0) throw new Error('The build has not one chunk of the updater.')
  return pathToFileURL(join(root, chunk)).href
}

export type UpdateOrder = { do: 'check' } | { do: 'install' } | { do: 'tellLoaded' }

const key = readPublicKey(process.env['FORKSCOPE_TEST_UPDATE_KEY'] ?? '')
await app.whenReady()
const configuration = key && readFileSync(join(process.resourcesPath, 'app-update.yml'), 'utf8')
const source = key && configuration !== null ? { configuration, key } : updateSource()
const updates = await startUpdates(() => undefined, source)
process.on('message', (order: UpdateOrder) => {
  switch (order.do) {
    case 'check':
      return updates.checkNow()
    case 'install':
      return console.log(`[installed] ${updates.install()}`)
    case 'tellLoaded':
      return console.log(`[loaded] ${loaded}`)
  }
})
console.log('[ready]')
