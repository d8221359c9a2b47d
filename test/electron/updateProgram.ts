import { registerHooks } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { readPublicKey } from '../../src/main/electron/updates/signedFeed.ts'
import { startUpdates } from '../../src/main/electron/updates/index.ts'
import { updateSource } from '../../src/main/electron/updates/updateSource.ts'

/**
 * The updates of the app by themselves, with the real electron-updater on the stand-in of Electron. It is told to check
 * and to install by its parent, and prints which of the updater's modules were loaded.
 *
 *   FORKSCOPE_TEST_UPDATE_KEY=<public key> node --import test/electron/register.ts test/electron/updateProgram.ts
 */

let loaded = 0
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const resolved = nextResolve(specifier, context)
    if (resolved.url.includes('/node_modules/electron-updater/')) loaded++
    return resolved
  },
})

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
