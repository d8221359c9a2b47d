import { dirname } from 'node:path'
import { main } from './index.ts'

/**
 * The command line inside a package, where nothing is to be built: `resources/bin/forkscope` starts it with the app's
 * own program as Node. A clone has `bin/forkscope.mjs`.
 */

// What makes this process a Node is not for the programs that it starts; the engine tells its own anew.
delete process.env['ELECTRON_RUN_AS_NODE']

await main({ root: dirname(dirname(import.meta.dirname)), args: process.argv.slice(2) })
