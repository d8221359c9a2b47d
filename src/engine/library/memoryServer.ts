import { itemKinds, type EncodedItem } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MemoryServeOperation } from '../wire/memoryOperations.ts'
import type { ElementType } from '../memory/elementTypes.ts'
import { client } from './client.ts'
import type { DirectElements } from './directElements.ts'

/** What this thread shares, by number. */
export const directElements = new Map<number, DirectElements<ElementType>>()

/** Does what a process that does not share the memory asks for. */
export function serveMemory(
  { object, token, access }: MemoryServeOperation,
  items: ItemRun | undefined,
): void {
  const answer = { op: 'memory.served', object, token } as const
  try {
    const elements = directElements.get(object)
    if (!elements) throw new Error(`This thread does not share the memory ${object}.`)
    const read = elements.serve(access, items?.payload)
    if (read) client().post({ ...answer, failure: null, n: 1 }, [rawBytes(read)])
    else client().post({ ...answer, failure: null, n: 0 })
  } catch (error) {
    client().post({ ...answer, failure: (error as Error).message, n: 0 })
  }
}

function rawBytes(bytes: Buffer): EncodedItem {
  return { kind: itemKinds.bytes, text: undefined, bytes, references: undefined }
}
