import { nodeIdeal } from '../cases/mapCpu.ts'
import { subjectId } from '../contenders/forkscope.ts'
import { processPools } from '../contenders/node.ts'
import { pool, queue, simpleQueue } from '../contenders/python.ts'
import type { CaseResult, FloorResult } from '../runner/results.ts'

/** What Forkscope must reach, as ratios: absolute figures differ from machine to machine. */
interface Floor {
  id: string
  caseId: string
  /** Against the best of these. */
  against: string[]
  floor: number
  description: string
}

const floors: Floor[] = [
  {
    id: 'map-each-node',
    caseId: 'map-each',
    against: processPools.map(({ id }) => id),
    floor: 3,
    description: 'one call per item against the fastest JavaScript process pool',
  },
  {
    id: 'map-each-cpython',
    caseId: 'map-each',
    against: [pool.id],
    floor: 5,
    description: 'one call per item against CPython with chunksize=1',
  },
  {
    id: 'map-default-cpython',
    caseId: 'map-default',
    against: [pool.id],
    floor: 1,
    description: 'map with the default chunk size against CPython',
  },
  {
    id: 'map-cpu-ideal',
    caseId: 'map-cpu',
    against: [nodeIdeal],
    floor: 0.85,
    description: 'CPU-bound map with 2 workers against two processes without messages',
  },
  {
    id: 'queue-small-cpython',
    caseId: 'queue-small',
    against: [queue.id, simpleQueue.id],
    floor: 3,
    description: "burst of small queue messages against CPython's faster queue",
  },
  {
    id: 'queue-large-cpython',
    caseId: 'queue-large',
    against: [queue.id, simpleQueue.id],
    floor: 1.2,
    description: "1 MiB queue messages against CPython's faster queue",
  },
]

/** Judges the floors of those cases that were measured. Pure. */
export function judgeFloors(cases: readonly CaseResult[]): FloorResult[] {
  return floors.flatMap((floor) => {
    const result = cases.find(({ id }) => id === floor.caseId)
    return result ? [judge(floor, result)] : []
  })
}

function judge({ id, description, floor, against }: Floor, result: CaseResult): FloorResult {
  const ratios = result.contenders
    .filter((contender) => against.includes(contender.id) && contender.ratioTo === subjectId)
    .flatMap(({ ratio }) => (ratio ? [ratio.median] : []))
  if (ratios.length === 0) return { id, description, floor, verdict: 'not measured' }
  const measured = Math.min(...ratios)
  if (result.tooBusy) return { id, description, floor, measured, verdict: 'too busy to tell' }
  return { id, description, floor, measured, verdict: measured >= floor ? 'met' : 'missed' }
}
