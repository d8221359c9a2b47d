import { readFileSync } from 'node:fs'
import { type CoreTicks, loadBetween, type MemoryUse, parseCoreTicks, parseMeminfo } from './proc/procLoad.ts'
import { loadSystemInformation, type SystemInformation } from './system/systemInformation.ts'

/** Load since the reading before, and memory now. */
export interface LoadReading {
  /** Busy share per logical core, 0–100, by core number. */
  cores: number[]
  memory: MemoryUse
}

/** Where the load comes from. The first reading is a baseline: its load counts from an unknown moment. */
export interface LoadSource {
  read(): Promise<LoadReading>
}

/** `/proc` where it can be read, else the package `systeminformation`. */
export function createLoadSource(): LoadSource {
  if (process.platform === 'linux') {
    try {
      readProcLoad()
      return new ProcLoadSource()
    } catch {
      // A sandbox that hides /proc: the package then makes the best of it.
    }
  }
  return new SystemLoadSource(loadSystemInformation)
}

/**
 * Linux. `systeminformation.currentLoad()` reads the same counters and gives the same load (a test compares
 * the two), but starts three programs for it, synchronously, at every sample.
 */
export class ProcLoadSource implements LoadSource {
  #before: CoreTicks[] = []

  // Nothing here waits; async so that an error becomes a rejection.
  async read(): Promise<LoadReading> {
    const { cores, memory } = readProcLoad()
    const load = loadBetween(this.#before, cores)
    this.#before = cores
    return { cores: load, memory }
  }
}

function readProcLoad(): { cores: CoreTicks[]; memory: MemoryUse } {
  const cores = parseCoreTicks(readFileSync('/proc/stat', 'latin1'))
  const memory = parseMeminfo(readFileSync('/proc/meminfo', 'latin1'))
  if (cores.length === 0 || memory === null) throw new Error('/proc has no figures of cores and memory')
  return { cores, memory }
}

/** Memory costs a program or two per reading on macOS and Windows; it changes slowly. */
const memoryIsFreshForMs = 5000

/** Every other system, through `systeminformation`. */
export class SystemLoadSource implements LoadSource {
  readonly #load: () => Promise<SystemInformation>
  #memory: MemoryUse = { usedBytes: 0, totalBytes: 0 }
  #memoryReadAtMs = Number.NEGATIVE_INFINITY

  constructor(load: () => Promise<SystemInformation>) {
    this.#load = load
  }

  async read(): Promise<LoadReading> {
    const system = await this.#load()
    const { cpus } = await system.currentLoad()
    if (performance.now() - this.#memoryReadAtMs >= memoryIsFreshForMs) {
      const { active, total } = await system.mem()
      this.#memory = { usedBytes: active, totalBytes: total }
      this.#memoryReadAtMs = performance.now()
    }
    return { cores: cpus.map((core) => core.load), memory: this.#memory }
  }
}
