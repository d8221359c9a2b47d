import type { ReportedChannel } from '../../shared/runReport.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MemoryKind, MemoryOperation } from '../wire/memoryOperations.ts'
import { MemoryMachine } from './memoryMachine.ts'
import { MachineObject } from './sharedObjects.ts'

/** A shared value or array as the broker routes to it. */
export class SharedMemory extends MachineObject<MemoryMachine> {
  readonly #kind: MemoryKind

  constructor(
    operation: Extract<MemoryOperation, { op: 'memory.create' }>,
    name: string,
    initial: ItemRun | undefined,
  ) {
    super(operation.object, name, new MemoryMachine(name, operation.type, operation.length, initial))
    this.#kind = operation.kind
  }

  channel(): ReportedChannel {
    return { id: String(this.id), kind: this.#kind, name: this.name, ...this.machine.counters, openEnds: [] }
  }
}
