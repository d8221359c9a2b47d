import type { ElementType } from '../memory/elementTypes.ts'
import { obtain } from '../worker/threadMemory.ts'
import { client } from './client.ts'
import { DirectElements } from './directElements.ts'

/** What this thread shares with others, by number. */
const known = new Map<number, unknown>()

/** Of memory that this thread has created or obtained. */
export function keepElements<T extends ElementType>(
  object: number,
  type: T,
  buffer: SharedArrayBuffer,
): DirectElements<T> {
  const elements = new DirectElements(object, type, buffer)
  known.set(object, elements)
  return elements
}

/** Of memory that a thread of this OS process has created; undefined when none of them shares it. */
export function obtainElements<T extends ElementType>(
  object: number,
  type: T,
): DirectElements<T> | undefined {
  const found = known.get(object)
  if (found) return found as DirectElements<T>
  const buffer = obtain(object)
  if (!buffer) return undefined
  client().post({ op: 'memory.hold', object })
  return keepElements(object, type, buffer)
}
