import { itemKinds, type EncodedItem } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MemoryServeOperation } from '../wire/memoryOperations.ts'
import { client } from './client.ts'
import { obtainElements } from './threadElements.ts'

/** Does what a process that does not share the memory asks for. */
export function serveMemory(
  { object, token, type, access }: MemoryServeOperation,
  items: ItemRun | undefined,
): void {
  const answer = { op: 'memory.served', object, token } as const
  try {
    const elements = obtainElements(object, type)
    if (!elements) throw new Error('The process whose threads share the memory is about to end.')
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
