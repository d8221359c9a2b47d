import { hasDirectConnections } from '../library/directConnections.ts'

/** What keeps a process's event loop alive without being work: its connections, its output, its threads. */
const harmless = new Set(['PipeWrap', 'TTYWrap', 'MessagePort', 'Worker', 'SignalWrap'])

let before = new Map<string, number>()

/** To be called before the program is imported: what is there now is the engine's own. */
export function noteOwnResources(): void {
  before = counted()
}

/**
 * Whether this process has nothing left to do but to wait for the broker: no timer, no file, no socket, no child of
 * its own that could make it go on.
 */
export function isIdle(): boolean {
  if (hasDirectConnections()) return false
  return [...counted()].every(([type, count]) => harmless.has(type) || count <= (before.get(type) ?? 0))
}

function counted(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}
