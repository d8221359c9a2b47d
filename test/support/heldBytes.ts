import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Memory of this process's buffers; where it is more than expected, without those that only wait to be collected. */
export function heldBytes(expected: number): number {
  if (process.memoryUsage().arrayBuffers > expected) {
    // Buffers that one collection finds are freed beside it: the next one waits for that to be done.
    collectGarbage()
    collectGarbage()
  }
  return process.memoryUsage().arrayBuffers
}
