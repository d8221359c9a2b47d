import type { LockSnapshot, ProcessSnapshot, RunSnapshot } from '../../shared/runUpdate.ts'

/** A row of the table of locks, semaphores, conditions, events and barriers. */
export interface LockRow {
  id: string
  kind: string
  name: string
  acquires: number
  /** Of what asked for it, the share that had to wait, in percent; null before anybody asked. */
  contendedPercent: number | null
  /** Of those that had to wait; null while nobody has. */
  meanWaitMs: number | null
  holdMs: number
  holders: readonly LockParty[]
  waiting: readonly LockParty[]
}

export interface LockParty {
  pid: number
  name: string
}

/** Those that somebody waits for come first, then the newest. */
export function lockRows({ locks, processes }: RunSnapshot): LockRow[] {
  const byId = new Map(processes.map((process) => [process.processId, process]))
  const rows = locks.map((lock) => lockRow(lock, byId)).reverse()
  return [
    ...rows.filter(({ waiting }) => waiting.length > 0),
    ...rows.filter(({ waiting }) => waiting.length === 0),
  ]
}

function lockRow(lock: LockSnapshot, byId: ReadonlyMap<number, ProcessSnapshot>): LockRow {
  const { id, kind, name, acquires, contended, waitMs, holdMs } = lock
  // What waits has asked, and is counted as granted only later.
  const asked = Math.max(acquires, contended)
  return {
    id,
    kind: kind.replaceAll('-', ' '),
    name,
    acquires,
    contendedPercent: asked > 0 ? (contended / asked) * 100 : null,
    meanWaitMs: contended > 0 ? waitMs / contended : null,
    holdMs,
    holders: lock.holders.map(({ processId, pid }) => ({
      pid,
      name: byId.get(processId)?.name ?? `pid ${pid}`,
    })),
    waiting: [...byId.values()].filter(({ waits }) => waits.some(({ on }) => on === id)),
  }
}
