import type { ExperimentResult } from '../../shared/experiment.ts'
import { describeAsJson } from '../runs/jsonResult.ts'

const maxTableValues = 1_000
const maxPictureRows = 4_096
/** Of one value; a table cell shows far less. */
const maxValueMembers = 1_000

/** What the interface shows of the results: the first of a table, every row of a picture. */
export function showableResults(results: readonly unknown[], view: ExperimentResult['view']): unknown[] {
  return results.slice(0, view === 'picture' ? maxPictureRows : maxTableValues).map(showableValue)
}

/** One result as JSON; a row of pixels with its bytes in base64. */
export function showableValue(value: unknown): unknown {
  if (isPixelRow(value)) {
    const { rgb, width } = value
    return { width, rgb: Buffer.from(rgb.buffer, rgb.byteOffset, rgb.length).toString('base64') }
  }
  return describeAsJson(value, { maxValues: maxValueMembers, maxDepth: 8 }) ?? null
}

function isPixelRow(value: unknown): value is { width: number; rgb: Uint8Array } {
  const { width, rgb } = (value ?? {}) as { width?: unknown; rgb?: unknown }
  return typeof width === 'number' && rgb instanceof Uint8Array
}
