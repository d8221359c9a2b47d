import type { WireError } from '../../shared/errors.ts'
import { decodeRun } from '../values/decode.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MainOutcome } from './runEnd.ts'

/**
 * What the main program said that it came to.
 * @param maxResultBytes - more is not decoded: whoever watches the run must not be filled by it
 */
export function mainOutcome(
  error: WireError | null,
  items: ItemRun | undefined,
  maxResultBytes = Infinity,
): MainOutcome {
  if (!items) return { error, result: undefined }
  if (items.byteLength > maxResultBytes)
    return { error: error ?? tooLarge(items, maxResultBytes), result: undefined }
  return { error, result: decodeRun(items, (reference) => `<${reference.type}>`)[0] }
}

function tooLarge({ byteLength }: ItemRun, maxResultBytes: number): WireError {
  const [returned, limit] = [byteLength, maxResultBytes].map((bytes) => bytes.toLocaleString('en-US'))
  return {
    name: 'ResultTooLargeError',
    message: `main returned a result of ${returned} bytes, and ${limit} is the limit: return what it comes to.`,
    code: 'result-too-large',
  }
}
