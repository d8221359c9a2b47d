import { useMemo } from 'react'
import type { ProcessSnapshot } from '../../../shared/runUpdate.ts'
import type { OutputLine } from '../../model/runOutput.ts'

/** A process that has printed something. */
export interface Writer {
  processId: number
  pid: number
  name: string
  /** Index of its colour, in order of the run's processes. */
  color: number
}

/** By process, everyone who can be read of: in order of their start, those that are not in the snapshot last. */
export function useWriters(
  processes: readonly ProcessSnapshot[],
  lines: readonly OutputLine[],
): ReadonlyMap<number, Writer> {
  return useMemo(() => {
    const writers = new Map<number, Writer>()
    const wrote = new Map(lines.map(({ processId, pid }) => [processId, pid]))
    for (const { processId, pid, name } of processes) {
      if (wrote.has(processId)) writers.set(processId, { processId, pid, name, color: writers.size })
    }
    for (const [processId, pid] of wrote) {
      if (!writers.has(processId))
        writers.set(processId, { processId, pid, name: 'pid', color: writers.size })
    }
    return writers
  }, [processes, lines])
}
