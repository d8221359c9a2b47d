import type { ReportedChannel } from '../../shared/runReport.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MemoryAccess, MemoryKind, MemoryOperation } from '../wire/memoryOperations.ts'
import type { ClientOperation } from '../wire/operations.ts'
import type { Command } from './machine.ts'
import { MemoryMachine } from './memoryMachine.ts'
import { MachineObject } from './sharedObjects.ts'
import { ThreadMemoryMachine } from './threadMemoryMachine.ts'

type Create = Extract<MemoryOperation, { op: 'memory.create' }>

/** A shared value or array in the broker's memory. */
export class SharedMemory extends MachineObject<MemoryMachine> {
  readonly #kind: MemoryKind

  constructor({ object, kind, type, length }: Create, name: string, initial: ItemRun | undefined) {
    super(object, name, new MemoryMachine(name, type, length, initial))
    this.#kind = kind
  }

  channel(): ReportedChannel {
    return { id: String(this.id), kind: this.#kind, name: this.name, ...this.machine.counters, openEnds: [] }
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
