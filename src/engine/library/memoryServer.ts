import { itemKinds, type EncodedItem } from '../values/item.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MemoryServeOperation } from '../wire/memoryOperations.ts'
import { client } from './client.ts'
import { DirectElements } from './directElements.ts'
import { obtainElements } from './threadElements.ts'

/** Does what a process that does not share the memory asks for, in the order in which it comes. */
export function serveMemory(operation: MemoryServeOperation, items: ItemRun | undefined): void {
  const elements = obtainElements(operation.object, operation.type)
  if (elements instanceof DirectElements) serve(elements, operation, items)
  else void elements.then((obtained) => serve(obtained, operation, items))
}

function serve(
  elements: DirectElements<MemoryServeOperation['type']> | undefined,
  { object, token, access }: MemoryServeOperation,
  items: ItemRun | undefined,
): void {
  const answer = { op: 'memory.served', object, token } as const
  try {
    if (!elements) throw new Error('This thread does not share the memory: its process is about to end.')
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
