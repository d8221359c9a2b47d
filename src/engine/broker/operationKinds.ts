import type {
  CancelOperation,
  ClientOperation,
  PoolOperation,
  ProcessOperation,
  WorkerOperation,
} from '../wire/operations.ts'
import type { ThreadReport } from '../wire/threadOperations.ts'

/** Tells who is meant by an operation. */

export function isWorkerOperation(operation: ClientOperation): operation is WorkerOperation {
  return operation.op.startsWith('worker.')
}

export function isPoolOperation(operation: ClientOperation): operation is PoolOperation {
  return operation.op.startsWith('pool.')
}

/** Said on connections of their own, to the launcher of threads. */
export function isThreadReport(operation: ClientOperation): operation is ThreadReport {
  return operation.op.startsWith('thread.')
}

/** What is for a shared object, or for the run. */
export type OtherOperation = Exclude<
  ClientOperation,
  ProcessOperation | CancelOperation | WorkerOperation | ThreadReport
>
