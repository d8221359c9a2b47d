import type { WireError } from '../../shared/errors.ts'
import type { ItemCount, OnObject, Request, Wait } from './operationParts.ts'

export interface ManagerDescription {
  name: string
  startMethod: string
  /** Numbers of its creator's ancestors, its creator's and its own, each counted per parent. */
  identity: number[]
}

/** What is asked of a manager by those who have it or one of its proxies. */
export type ManagerOperation =
  /** Answered when its process serves. */
  | ({ op: 'manager.create'; description: ManagerDescription } & OnObject & Request)
  /**
   * Calls of consecutive ids from `id` on, one per item: each item is [the object's number, method, arguments], which
   * only the manager's process reads.
   */
  | ({ op: 'manager.call' } & OnObject & Request & ItemCount & Wait)
  /** Another shared object of the broker's ends with the manager. */
  | ({ op: 'manager.adopt'; member: number } & OnObject)
  /** Answered when its process has ended. */
  | ({ op: 'manager.shutdown' } & OnObject & Request)

/** What the manager's own process says. */
export type ManagerServerOperation =
  | ({ op: 'manager.ready' } & OnObject)
  /** What ends it: the import of the program, or anything else threw what nobody caught. */
  | ({ op: 'manager.failed'; error: WireError } & OnObject)
  /** Results of the caller's calls of consecutive ids from `request` on, one item for each. */
  | ({ op: 'manager.answer'; caller: number; request: number } & OnObject & ItemCount)
  | ({ op: 'manager.refuse'; caller: number; request: number; error: WireError } & OnObject)

/** What the broker tells the manager's process: calls to run. To end, it is told `retire`. */
export type ManagerCalls = { op: 'manager.calls'; caller: number; request: number } & ItemCount
