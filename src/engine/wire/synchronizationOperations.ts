import type { WireError } from '../../shared/errors.ts'
import type { OnObject, Request, Wait } from './operationParts.ts'

/** The operations on what processes wait for and hold: locks, semaphores, conditions, events, barriers. */

export type LockKind = 'lock' | 'rlock'
export type SemaphoreKind = 'semaphore' | 'bounded-semaphore'

export type LockOperation =
  | ({ op: 'lock.create'; kind: LockKind } & OnObject)
  /** Answered by whether the lock was acquired. */
  | ({ op: 'lock.acquire' } & OnObject & Request & Wait)
  | ({ op: 'lock.release' } & OnObject & Request)

export type SemaphoreOperation =
  | ({ op: 'semaphore.create'; kind: SemaphoreKind; initial: number } & OnObject)
  /** Answered by whether a permit was acquired. */
  | ({ op: 'semaphore.acquire' } & OnObject & Request & Wait)
  | ({ op: 'semaphore.release' } & OnObject & Request)
  | ({ op: 'semaphore.getValue' } & OnObject & Request)

export type ConditionOperation =
  /** `lock`: the number of the lock that goes with it. */
  | ({ op: 'condition.create'; lock: number } & OnObject)
  /** Answered when the process holds the lock again, by whether it was notified in time. */
  | ({ op: 'condition.wait' } & OnObject & Request & Wait)
  | ({ op: 'condition.notify'; count: number } & OnObject & Request)

export type EventOperation =
  | ({ op: 'event.create' } & OnObject)
  | ({ op: 'event.set' } & OnObject & Request)
  | ({ op: 'event.clear' } & OnObject & Request)
  | ({ op: 'event.isSet' } & OnObject & Request)
  /** Answered by whether it was set in time. */
  | ({ op: 'event.wait' } & OnObject & Request & Wait)

export type BarrierOperation =
  | ({ op: 'barrier.create'; parties: number; hasAction: boolean } & OnObject)
  /** Answered by a {@link BarrierPass}. */
  | ({ op: 'barrier.wait' } & OnObject & Request & Wait)
  /** The action of the generation has run; `error`: what it threw. Answered when the others are let go. */
  | ({ op: 'barrier.acted'; generation: number; error: WireError | null } & OnObject & Request)
  | ({ op: 'barrier.reset' } & OnObject & Request)
  | ({ op: 'barrier.abort' } & OnObject & Request)
  | ({ op: 'barrier.waiting' } & OnObject & Request)
  | ({ op: 'barrier.isBroken' } & OnObject & Request)

/** Answer to a wait at a barrier. */
export interface BarrierPass {
  /** The how-manieth it was to arrive, from 0. */
  index: number
  /** It is to run the action of this generation first, and to tell by `barrier.acted`. */
  generation?: number
}

export type SynchronizationOperation =
  | LockOperation
  | SemaphoreOperation
  | ConditionOperation
  | EventOperation
  | BarrierOperation
