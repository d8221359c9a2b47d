/** What a core has counted since boot, in clock ticks. */
export interface CoreTicks {
  busy: number
  total: number
}

/**
 * Parses the per-core lines of `/proc/stat`. The index is the core's number; a core that is switched off has
 * no line and counts nothing. Guest time is part of user time already and is not added again; waiting for
 * I/O is idle time.
 */
export function parseCoreTicks(procStat: string): CoreTicks[] {
  const cores: CoreTicks[] = []
  for (const match of procStat.matchAll(/^cpu(\d+) (.*)$/gm)) {
    const ticks = (match[2] ?? '').trim().split(/\s+/).map(Number)
    const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] = ticks
    const busy = user + nice + system + irq + softIrq + steal
    cores[Number(match[1])] = { busy, total: busy + idle + ioWait }
  }
  return Array.from(cores, (core) => core ?? { busy: 0, total: 0 })
}

/** Busy share of each core between two readings, 0–100. A core that counted nothing is at 0. */
export function loadBetween(before: readonly CoreTicks[], after: readonly CoreTicks[]): number[] {
  return after.map((core, index) => {
    const { busy, total } = before[index] ?? { busy: 0, total: 0 }
    const elapsed = core.total - total
    if (elapsed <= 0) return 0
    // The kernel lets a core's idle counters step back now and then.
    return Math.min(100, Math.max(0, ((core.busy - busy) / elapsed) * 100))
  })
}

export interface MemoryUse {
  usedBytes: number
  totalBytes: number
}

/** Parses `/proc/meminfo`. Used is what is not available to programs: caches that can be dropped are free. */
export function parseMeminfo(text: string): MemoryUse | null {
  const kibibytes = (name: string): number | null => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)
    return match ? Number(match[1]) : null
  }
  const total = kibibytes('MemTotal')
  if (total === null) return null
  // MemAvailable is missing before Linux 3.14 and in some containers.
  const available =
    kibibytes('MemAvailable') ??
    (kibibytes('MemFree') ?? 0) + (kibibytes('Buffers') ?? 0) + (kibibytes('Cached') ?? 0)
  return { usedBytes: Math.max(0, total - available) * 1024, totalBytes: total * 1024 }
}
