/** Deeper family trees are cut; also ends the walk if two snapshots of a tree make a ring. */
const mostGenerations = 64

/**
 * Which run each process belongs to: told by the hook for the run's own processes, inherited by what those
 * started themselves (a program that a worker calls).
 *
 * @param parents - pid to parent pid, of the whole table.
 * @param runOf - the run of a pid that a run started; undefined for every other.
 */
export function runMembership(
  parents: ReadonlyMap<number, number>,
  runOf: (pid: number) => string | undefined,
): (pid: number) => string | undefined {
  const known = new Map<number, string | undefined>()
  const find = (pid: number, generation: number): string | undefined => {
    if (known.has(pid)) return known.get(pid)
    const parent = parents.get(pid)
    const hasParent = parent !== undefined && parent > 0 && generation < mostGenerations
    const runId = runOf(pid) ?? (hasParent ? find(parent, generation + 1) : undefined)
    known.set(pid, runId)
    return runId
  }
  return (pid) => find(pid, 0)
}
