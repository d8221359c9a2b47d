import type { TrackedProcess } from './processTracking.ts'

/** Why a process cannot be ended from here; undefined when it can. */
export function endRefusal({ row, status }: TrackedProcess): string | undefined {
  if (status === 'exited') return 'It has ended already.'
  if (row.canEnd) return undefined
  if (row.state === 'zombie') {
    return `It has ended already and waits for its parent ${row.parentPid} to collect it.`
  }
  const owner = row.user === '' ? 'another user' : row.user
  return `You may not end it: it belongs to ${owner} or the system, or it is Forkscope's own host.`
}
