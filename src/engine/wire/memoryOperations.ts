import type { ChannelKind } from '../../shared/runReport.ts'
import type { ElementType } from '../memory/elementTypes.ts'
import type { ItemCount, OnObject, Request } from './operationParts.ts'

/**
 * Shared values and arrays. Their items are raw memory (kind `bytes`), not values of the program: the broker reads
 * and writes them, the one exception to the rule that it never looks into an item.
 *
 * The memory is the broker's, or that of the threads of one OS process (the holders), which use it without anybody's
 * help; what other processes do with that goes through the broker to a holder.
 */

export type MemoryKind = Extract<ChannelKind, 'value' | 'array'>

export interface AccessCounts {
  gets: number
  puts: number
  /** Written. */
  bytesIn: number
  /** Read. */
  bytesOut: number
}

/** What is asked of the broker's memory, or of a holder's. */
export type MemoryAccess =
  /** Accesses to single elements, see accessRecords.ts: answered by the elements, or `done` where there is none. */
  | ({ op: 'memory.access' } & OnObject & Request & ItemCount)
  /** The elements from `from` up to `to` (exclusive), as they lie in memory. */
  | ({ op: 'memory.read'; from: number; to: number } & OnObject & Request)
  /** Elements from `from` on. */
  | ({ op: 'memory.write'; from: number } & OnObject & Request & ItemCount)

export type MemoryOperation =
  /**
   * `space`: of the threads that share it, as its main thread's number; the creator is one of them. Null: the
   * broker has it; its one item, if any: the elements at the start, which are 0 without.
   */
  | ({
      op: 'memory.create'
      kind: MemoryKind
      name: string
      type: ElementType
      length: number
      space: number | null
    } & OnObject &
      ItemCount)
  | MemoryAccess
  /** From a thread: it holds the memory, too. */
  | ({ op: 'memory.hold' } & OnObject)
  /** From a holder: what it has done since it last told. */
  | ({ op: 'memory.count' } & AccessCounts & OnObject)
  /** From a holder: done, with what was read, or why not. */
  | ({ op: 'memory.served'; token: number; failure: string | null } & OnObject & ItemCount)

/** To a holder: an access of a process that does not share the memory. Answered by `memory.served`. */
export type MemoryServeOperation = {
  op: 'memory.serve'
  token: number
  type: ElementType
  access: MemoryAccess
} & OnObject &
  ItemCount
