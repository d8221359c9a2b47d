import type { StartMethod } from '../../shared/units.ts'
import { arrayClass, elementBytes, type ElementArray, type ElementType } from '../memory/elementTypes.ts'
import type { SharedReference } from '../values/item.ts'
import type { MemoryKind } from '../wire/memoryOperations.ts'
import { memorySpace, share, sharesMemoryWith } from '../worker/threadMemory.ts'
import { client } from './client.ts'
import { currentStartMethod } from './identity.ts'
import { BrokerElements, rawItem, type SharedElements } from './sharedElements.ts'
import { requireStartMethod } from './startMethods.ts'
import { keepElements, obtainElements } from './threadElements.ts'

/** A shared value's or array's memory: its number, where it is, and how to use it from here. */
export interface Memory<T extends ElementType> {
  object: number
  /** Of the threads that share it; undefined: the broker has it. */
  space: number | undefined
  elements: SharedElements<T>
}

export interface NewMemory<T extends ElementType> {
  kind: MemoryKind
  /** For people; numbered by the broker. */
  name: string
  type: T
  length: number
  /** The elements at the start, nobody else's; absent: all are 0. */
  initial: ElementArray<T> | undefined
  startMethod: string | undefined
}

/** Tells people which class it is. */
export const memoryName: unique symbol = Symbol('memoryName')

export interface MemoryOptions {
  /**
   * How the processes are started that will use it: for those of `'thread'` it is created as memory that they share.
   * All others can use it, too, but more slowly. Default: as this process starts processes.
   */
  startMethod?: StartMethod
}

/**
 * Where processes are threads, memory that they share; else the broker's.
 *
 * @throws MisuseError for a start method that the run does not have; RangeError when this process has no room for it.
 */
export function createMemory<T extends ElementType>(memory: NewMemory<T>): Memory<T> {
  const { startMethod = currentStartMethod() } = memory
  requireStartMethod(startMethod)
  return startMethod === 'thread' ? createShared(memory) : createInBroker(memory)
}

function createInBroker<T extends ElementType>(memory: NewMemory<T>): Memory<T> {
  const { kind, name, type, length, initial } = memory
  const object = client().newObject()
  const create = { op: 'memory.create', object, kind, name, type, length, space: null } as const
  if (initial) client().post({ ...create, n: 1 }, [rawItem(initial)])
  else client().post({ ...create, n: 0 })
  return { object, space: undefined, elements: new BrokerElements(object, type) }
}

function createShared<T extends ElementType>({ kind, name, type, length, initial }: NewMemory<T>): Memory<T> {
  const buffer = new SharedArrayBuffer(length * elementBytes(type))
  if (initial) (new (arrayClass(type))(buffer) as Int32Array).set(initial as Int32Array)
  const object = client().newObject()
  share(object, buffer)
  const space = memorySpace()
  client().post({ op: 'memory.create', object, kind, name, type, length, space, n: 0 })
  return { object, space, elements: keepElements(object, type, buffer) }
}

/** The memory that another process has told of. */
export function reviveMemory<T extends ElementType>({ id, elementType, space }: SharedReference): Memory<T> {
  const type = elementType as T
  const isNear = typeof space === 'number' && sharesMemoryWith(space)
  const elements = (isNear ? obtainElements(id, type) : undefined) ?? new BrokerElements(id, type)
  return { object: id, space: typeof space === 'number' ? space : undefined, elements }
}

/** What other processes need to find it. */
export function memoryReference({ object, space }: Memory<ElementType>, type: ElementType): SharedReference {
  const reference = { type: '', id: object, elementType: type }
  return space === undefined ? reference : { ...reference, space }
}
