import type { WireError } from '../../shared/errors.ts'
import type { ItemRun } from '../values/itemRun.ts'
import type { MultiprocessingErrorCode } from '../errors.ts'
import type { BrokerOperation } from '../wire/operations.ts'

/**
 * The broker's objects are state machines: an event goes in, commands come out, nothing else happens. The
 * broker (the shell) turns operations into events and carries the commands out; tests drive the machines
 * without a process.
 */
export interface Machine<Event, C = Command> {
  handle(event: Event): C[]
}

/** One request of one process. A burst of puts is one requester with consecutive ids. */
export interface Requester {
  /** The process's number in the run. */
  client: number
  id: number
}

/** What is known of a process that has ended. */
export interface ProcessEnd {
  pid: number
  name: string
  exitCode: number | null
  signal: string | null
}

/** What every machine can ask the shell to do. */
export type Command =
  /** Answers `count` requests, of consecutive ids. */
  | ({ type: 'done'; count: number } & Requester)
  | ({ type: 'value'; value: unknown } & Requester)
  | ({ type: 'items'; items: ItemRun } & Requester)
  /** Answers requests of consecutive ids, each by one item. */
  | ({ type: 'answers'; items: ItemRun } & Requester)
  | ({ type: 'fail'; code: MachineErrorCode; message: string; facts?: Record<string, unknown> } & Requester)
  /** Answers with an error that is whole already. */
  | ({ type: 'error'; error: WireError } & Requester)
  /**
   * The request is parked: the shell starts its time-out (if any) and shows the process as waiting. Ends with
   * the request's answer, or with the event `timeout` handed back to the machine. `at`: the shared object that it
   * waits for, if that is another one. A request that is parked already waits for this from now on.
   */
  | ({ type: 'park'; operation: string; timeoutMs: number | undefined; at?: number } & Requester)
  /** Says something to a process that answers no request of it. */
  | { type: 'ask'; client: number; operation: BrokerOperation; items: ItemRun | undefined }
  /** Items that nobody will receive any more: shared objects in flight in them are released. */
  | { type: 'drop'; items: ItemRun }
  /** Items that a process had on loan are here again: shared objects in them are in flight again. */
  | { type: 'returned'; client: number; items: ItemRun }

export type MachineErrorCode = Extract<
  MultiprocessingErrorCode,
  | 'queue-full'
  | 'queue-empty'
  | 'queue-closed'
  | 'end-of-file'
  | 'broken-pipe'
  | 'closed'
  | 'timeout'
  | 'misuse'
  | 'owner-died'
  | 'broken-barrier'
>
