import type { Run } from '../../lab/runs/run.ts'

/**
 * Tells which run started a process, for a table that asks for every process of the machine: the answer is
 * looked up once per table, not once per pid.
 *
 * @param freshMs - how long a look is good for: the time that reading one table takes. Default 100.
 */
export function runOfPid(listRuns: () => readonly Run[], freshMs = 100): (pid: number) => string | undefined {
  let known = new Map<number, string>()
  let lookedAtMs = Number.NEGATIVE_INFINITY
  return (pid) => {
    if (performance.now() - lookedAtMs > freshMs) {
      known = livingProcesses(listRuns())
      lookedAtMs = performance.now()
    }
    return known.get(pid)
  }
}

function livingProcesses(runs: readonly Run[]): Map<number, string> {
  const living = new Map<number, string>()
  for (const run of runs) {
    if (run.isEnded) continue
    for (const { pid, phase } of run.snapshot().processes) if (phase !== 'ended') living.set(pid, run.id)
  }
  // Threads of a run have the pid of what they live in, and that may be the host itself.
  living.delete(process.pid)
  return living
}
