import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { revive } from '../library/sharedReferences.ts'
import { decodeRun } from '../values/decode.ts'
import { encodeValue } from '../values/encode.ts'
import { ItemRun } from '../values/itemRun.ts'
import { decodeFrame, encodeFrame } from '../wire/frame.ts'
import { engineFolder } from './engineFolder.ts'

/**
 * Walks the way of every process into its program once, while there is time: what Node and V8 do lazily at the
 * first import and the first message is done then. What fails here fails again, and is told, when it is needed.
 */
export async function warmUp(): Promise<void> {
  await Promise.allSettled([
    // What programs import as `multiprocessing`.
    import(pathToFileURL(join(engineFolder, 'multiprocessing.js')).href),
    import(`data:text/javascript,${encodeURIComponent(sample)}`),
  ])
  const items = ItemRun.pack([encodeValue([1, 'text', { list: [] }, new Map()], 'sample')])
  decodeRun(items, revive)
  const operation = { op: 'outcome', error: null, n: items.count } as const
  decodeFrame(Buffer.concat(encodeFrame([{ operation, items }])))
}

/** What every program's bundle begins and ends with; to read the first source map takes a millisecond. */
const sourceMap = Buffer.from('{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}').toString(
  'base64',
)
const sample = [
  `import { createRequire } from 'node:module'`,
  `createRequire('file:///sample.mjs')`,
  `//# sourceMappingURL=data:application/json;base64,${sourceMap}`,
].join('\n')
