import { useMemo } from 'react'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import type { OutputLine } from '../../model/runOutput.ts'

/** A process that has printed something. */
export interface Writer {
  pid: number
  name: string
  /** Index of its colour, in order of the run's processes. */
  color: number
}

/** Everyone who can be read of: in order of their start, those that are not in the snapshot last. */
export function useWriters(
  processes: readonly ProcessSnapshot[],
  lines: readonly OutputLine[],
): ReadonlyMap<number, Writer> {
  return useMemo(() => {
    const writers = new Map<number, Writer>()
    const wrote = new Set(lines.map((line) => line.pid))
    for (const { pid, name } of processes) {
      if (wrote.has(pid)) writers.set(pid, { pid, name, color: writers.size })
    }
    for (const pid of wrote) {
      if (!writers.has(pid)) writers.set(pid, { pid, name: 'pid', color: writers.size })
    }
    return writers
  }, [processes, lines])
}
