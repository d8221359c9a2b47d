import type { ChannelKind } from '../../shared/runReport.ts'
import type { ElementType } from '../memory/elementTypes.ts'
import type { ItemCount, OnObject, Request } from './operationParts.ts'

/**
 * Shared values and arrays. Their items are raw memory (kind `bytes`), not values of the program: the broker reads
 * and writes them, the one exception to the rule that it never looks into an item.
 */

export type MemoryKind = Extract<ChannelKind, 'value' | 'array'>

export type MemoryOperation =
  /** Its one item, if any: the elements at the start; else all are 0. */
  | ({ op: 'memory.create'; kind: MemoryKind; name: string; type: ElementType; length: number } & OnObject &
      ItemCount)
  /** Accesses to single elements, see accessRecords.ts: answered by the elements, or `done` where there is none. */
  | ({ op: 'memory.access' } & OnObject & Request & ItemCount)
  /** The elements from `from` up to `to` (exclusive), as they lie in memory. */
  | ({ op: 'memory.read'; from: number; to: number } & OnObject & Request)
  /** Elements from `from` on. */
  | ({ op: 'memory.write'; from: number } & OnObject & Request & ItemCount)
