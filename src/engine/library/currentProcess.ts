import { client } from './client.ts'
import { constructAsSelf, ownIdentity, setOwnIdentity, type Identity } from './identity.ts'
import { Process, type ProcessOptions } from './process.ts'
import { wireTimeout } from './timeouts.ts'

/** The process that started this one. */
export interface ParentProcess {
  readonly name: string
  readonly pid: number
  isAlive(): Promise<boolean>
  /** Waits until the parent has ended; returns whether it has. */
  join(timeoutMs?: number): Promise<boolean>
}

interface ParentFacts {
  processId: number
  name: string
  pid: number
}

let current: Process | undefined
let parent: ParentProcess | null = null

/** The object for the process that runs this code; `MainProcess` in the main program. */
export function currentProcess(): Process {
  current ??= adopt(constructSelf(Process, {}))
  return current
}

/** null in the main program. */
export function parentProcess(): ParentProcess | null {
  return parent
}

/** @internal Set by the bootstrap, before the program is imported. */
export function becomeProcess(identity: Identity, parentFacts: ParentFacts | null): void {
  setOwnIdentity(identity)
  parent = parentFacts && parentOf(parentFacts)
}

/** @internal Set by the bootstrap: the object whose `run` this process runs. */
export function setCurrentProcess(instance: Process): void {
  current = adopt(instance)
}

/**
 * @internal Makes the object for this process without running a subclass's constructor (its fields come from
 * the process that started this one).
 */
export function constructSelf(Class: typeof Process, options: ProcessOptions): Process {
  return constructAsSelf(() => Reflect.construct(Process, [options], Class))
}

function adopt(instance: Process): Process {
  return Process.adopt(instance, ownIdentity(), parent?.pid ?? process.ppid)
}

function parentOf({ processId, name, pid }: ParentFacts): ParentProcess {
  const join = (timeoutMs?: number): Promise<boolean> =>
    client().request((id) => ({ op: 'process.join', id, processId, timeoutMs: wireTimeout(timeoutMs) }))
  return { name, pid, isAlive: async () => !(await join(0)), join }
}
