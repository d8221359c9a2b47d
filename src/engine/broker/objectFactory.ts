import type { ItemRun } from '../values/itemRun.ts'
import type { ClientOperation, QueueKind } from '../wire/operations.ts'
import { createMemory } from './sharedMemory.ts'
import { SharedPipe, SharedQueue, type SharedObject } from './sharedObjects.ts'
import { createSynchronizationObject } from './synchronizationObjects.ts'

/** What makes a shared object needs to know of the run. */
export interface Creation {
  /** The process that asks. */
  creator: number
  /** A name for people: `Queue-1`, counted per kind. */
  newName: (kind: string) => string
  /** An object that exists already: a condition's lock. */
  find(object: number): SharedObject | undefined
  now(): number
  /** What the request brought along. */
  items: ItemRun | undefined
}

type CreateOperation = Extract<ClientOperation, { op: `${string}.create` }>

/**
 * Makes the shared object that a process asks for. Each kind is one entry here, one machine, and one group of
 * operations on the wire.
 *
 * @returns undefined for what is none (a pool).
 */
export function createObject(operation: ClientOperation, creation: Creation): SharedObject | undefined {
  switch (operation.op) {
    case 'queue.create': {
      const { object, kind, maxSize } = operation
      return new SharedQueue(object, kind, creation.newName(queueNames[kind]), maxSize)
    }
    case 'pipe.create':
      return new SharedPipe(operation.object, creation.newName('Pipe'), operation.duplex, creation.creator)
    case 'memory.create':
      return createMemory(operation, creation.newName(operation.name), creation)
    default:
      return createSynchronizationObject(operation, creation)
  }
}

/** Names for people: `Queue-1`, counted per kind. */
export function namesByKind(): Creation['newName'] {
  const counts = new Map<string, number>()
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return `${kind}-${count}`
  }
}

/** The numbers by which processes know the object. */
export function numbersOf(operation: CreateOperation): number[] {
  const { object } = operation
  return operation.op === 'pipe.create' ? [object, object + 1] : [object]
}

export function isCreation(operation: ClientOperation): operation is CreateOperation {
  return operation.op.endsWith('.create')
}

const queueNames: Record<QueueKind, string> = {
  queue: 'Queue',
  'joinable-queue': 'JoinableQueue',
  'simple-queue': 'SimpleQueue',
}
