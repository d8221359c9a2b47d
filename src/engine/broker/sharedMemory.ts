import type { WireError } from '../../shared/errors.ts'
import type { ReportedChannel } from '../../shared/runReport.ts'
import { MisuseError } from '../errors.ts'
import { elementBytes } from '../memory/elementTypes.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MemoryAccess, MemoryKind, MemoryOperation } from '../wire/memoryOperations.ts'
import type { ClientOperation } from '../wire/operations.ts'
import { withoutStack } from '../wire/withoutStack.ts'
import type { Command } from './machine.ts'
import { maxHeldBytes, MemoryBudget } from './memoryBudget.ts'
import { MemoryMachine } from './memoryMachine.ts'
import { RetiredObject } from './retiredObject.ts'
import { MachineObject, type SharedObject } from './sharedObjects.ts'
import { ThreadMemoryMachine } from './threadMemoryMachine.ts'

type Create = Extract<MemoryOperation, { op: 'memory.create' }>

const budget = new MemoryBudget(maxHeldBytes)

/** Whoever uses one for which there is no room is told so: its creation is not answered. */
export function createMemory(
  operation: Create,
  name: string,
  { creator, items }: { creator: number; items: ItemRun | undefined },
): SharedObject {
  const { space, type, length } = operation
  if (space !== null) return new SharedThreadMemory(operation, name, new Set([space, creator]))
  const bytes = length * elementBytes(type)
  const memory = budget.make(bytes, () => new SharedMemory(operation, name, items))
  return (
    memory ??
    new RetiredObject(new SharedMemory({ ...operation, length: 0 }, name, undefined), noRoom(name, bytes))
  )
}

function noRoom(name: string, bytes: number): WireError {
  const message =
    `There is no room for ${name}: it has ${bytes} bytes, and all that processes share by the broker may have ` +
    `${maxHeldBytes}, of which ${budget.heldBytes} are used. Share less, or by threads, which have their own memory.`
  const facts = { bytes, heldBytes: budget.heldBytes, maxHeldBytes }
  return withoutStack(new MisuseError(message, facts))
}

/** A shared value or array in the broker's memory. */
export class SharedMemory extends MachineObject<MemoryMachine> {
  readonly #kind: MemoryKind

  constructor({ object, kind, type, length }: Create, name: string, initial: ItemRun | undefined) {
    super(object, name, new MemoryMachine(name, type, length, initial))
    this.#kind = kind
  }

  discard(): Command[] {
    budget.release(this)
    return this.machine.handle({ type: 'discard' })
  }

  channel(_pidOf: unknown, pidOf: (client: number) => number): ReportedChannel {
    const { counters, lostUpdates: lost } = this.machine
    const lostUpdates = lost && { count: lost.count, pids: [...new Set([...lost.by].map(pidOf))] }
    const known = { id: String(this.id), kind: this.#kind, name: this.name, ...counters, openEnds: [] }
    return lostUpdates ? { ...known, lostUpdates } : known
  }
}

/** One in the memory of an OS process, which its threads share. */
export class SharedThreadMemory extends MachineObject<ThreadMemoryMachine> {
  readonly #kind: MemoryKind

  constructor({ object, kind, type }: Create, name: string, holders: Set<number>) {
    super(object, name, new ThreadMemoryMachine(object, name, type, holders))
    this.#kind = kind
  }

  override handle(client: number, operation: ClientOperation, items: ItemRun | undefined): Command[] {
    if (!isAccess(operation)) return super.handle(client, operation, items)
    return this.machine.handle({ type: 'ask', client, id: operation.id, access: operation, items })
  }

  channel(): ReportedChannel {
    return { id: String(this.id), kind: this.#kind, name: this.name, ...this.machine.counters, openEnds: [] }
  }
}

function isAccess(operation: ClientOperation): operation is MemoryAccess {
  return operation.op === 'memory.access' || operation.op === 'memory.read' || operation.op === 'memory.write'
}
