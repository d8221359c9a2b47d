import type { ElementType } from '../memory/elementTypes.ts'
import { obtain } from '../worker/threadMemory.ts'
import { client } from './client.ts'
import { DirectElements } from './directElements.ts'

/** What this thread shares with others, or is about to, by number. */
const known = new Map<number, unknown>()

type Obtaining<T extends ElementType> = Promise<DirectElements<T> | undefined>

/** Of memory that this thread has created. */
export function keepElements<T extends ElementType>(
  object: number,
  type: T,
  buffer: SharedArrayBuffer,
): DirectElements<T> {
  const elements = new DirectElements(object, type, buffer)
  known.set(object, elements)
  return elements
}

/** Of memory that a thread of this OS process has created. Resolves with undefined when none of them shares it. */
export function obtainElements<T extends ElementType>(
  object: number,
  type: T,
): DirectElements<T> | Obtaining<T> {
  const found = known.get(object) as DirectElements<T> | Obtaining<T> | undefined
  if (found) return found
  const obtaining = obtain(object).then((buffer) => {
    if (!buffer) {
      known.delete(object)
      return undefined
    }
    client().post({ op: 'memory.hold', object })
    return keepElements(object, type, buffer)
  })
  known.set(object, obtaining)
  return obtaining
}
