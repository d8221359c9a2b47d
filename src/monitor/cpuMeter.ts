/** A shorter window than this says more about the clock tick (10 ms) than about the process. */
const leastWindowMs = 100

interface Reading {
  startTime: number
  cpuMs: number
  atMs: number
  cpuPercent: number
}

/**
 * CPU percent of processes from their accumulated CPU time. Pure: time is passed in.
 *
 * A process is a pid with its start time; a reused pid starts afresh. One reading per living process is
 * kept; {@link CpuMeter.retain} drops the rest.
 */
export class CpuMeter {
  #readings = new Map<number, Reading>()

  /**
   * Percent of one core since the previous reading of this process, or since its start when there is none.
   * Calls in quick succession repeat the figure, until the window is long enough for a new one.
   *
   * @param cpuMs - CPU time that it has used so far.
   * @param atMs - when that was read, on a clock that never jumps.
   * @param ageMs - how long it has lived; asked for only at the first reading.
   */
  update(pid: number, startTime: number, cpuMs: number, atMs: number, ageMs: () => number): number {
    const before = this.#readings.get(pid)
    if (before === undefined || before.startTime !== startTime) {
      const cpuPercent = (cpuMs / Math.max(ageMs(), leastWindowMs)) * 100
      this.#readings.set(pid, { startTime, cpuMs, atMs, cpuPercent })
      return cpuPercent
    }
    const windowMs = atMs - before.atMs
    if (windowMs < leastWindowMs) return before.cpuPercent
    // The kernel may correct its split of user and system time downwards by a tick.
    before.cpuPercent = Math.max(0, ((cpuMs - before.cpuMs) / windowMs) * 100)
    before.cpuMs = cpuMs
    before.atMs = atMs
    return before.cpuPercent
  }

  /** Forgets every process but these. */
  retain(pids: { has(pid: number): boolean }): void {
    for (const pid of this.#readings.keys()) if (!pids.has(pid)) this.#readings.delete(pid)
  }
}
