import { nodeIdeal } from '../cases/mapCpu.ts'
import { subjectId } from '../contenders/forkscope.ts'
import { processPools, watcher } from '../contenders/node.ts'
import { pool, queue } from '../contenders/python.ts'
import type { CaseResult, FloorResult } from '../runner/results.ts'

/** What Forkscope must reach: ratios, because absolute figures differ from machine to machine. */
interface Floor {
  id: string
  caseId: string
  description: string
  bound: { atLeast: number } | { atMost: number }
  /** Undefined when it was not measured. */
  measured(result: CaseResult): number | undefined
}

const floors: Floor[] = [
  {
    id: 'map-each-node',
    caseId: 'map-each',
    description: 'one call per item, × the fastest JavaScript process pool',
    bound: { atLeast: 3 },
    measured: ratioToBestOf(processPools),
  },
  {
    id: 'map-each-cpython',
    caseId: 'map-each',
    description: 'one call per item, × CPython with chunksize=1',
    bound: { atLeast: 5 },
    measured: ratioToBestOf([pool]),
  },
  {
    id: 'map-default-cpython',
    caseId: 'map-default',
    description: 'map with the default chunk size, × CPython',
    bound: { atLeast: 1 },
    measured: ratioToBestOf([pool]),
  },
  {
    id: 'map-cpu-ideal',
    caseId: 'map-cpu',
    description: 'CPU-bound map with 2 workers, × two processes without messages',
    bound: { atLeast: 0.85 },
    measured: ratioToBestOf([{ id: nodeIdeal }]),
  },
  {
    id: 'queue-small-cpython',
    caseId: 'queue-small',
    description: "burst of small queue messages, × CPython's Queue",
    bound: { atLeast: 3 },
    measured: ratioToBestOf([queue]),
  },
  {
    id: 'queue-large-cpython',
    caseId: 'queue-large',
    description: "1 MiB queue messages, × CPython's Queue",
    bound: { atLeast: 1.2 },
    measured: ratioToBestOf([queue]),
  },
  {
    id: 'start-standby',
    caseId: 'start-standby',
    description: 'start of a process that stands by until its first message, ms',
    bound: { atMost: 10 },
    measured: ({ contenders }) => contenders.find(({ id }) => id === subjectId)?.figure?.median,
  },
  {
    id: 'watch-8',
    caseId: 'watch',
    description: 'watching 8 processes, % of one core',
    bound: { atMost: 2 },
    measured: ({ contenders }) => contenders.find(({ id }) => id === watcher.id)?.figure?.median,
  },
]

/** Judges the floors of those cases that were measured. Pure. */
export function judgeFloors(cases: readonly CaseResult[]): FloorResult[] {
  return floors.flatMap((floor) => {
    const result = cases.find(({ id }) => id === floor.caseId)
    return result ? [judge(floor, result)] : []
  })
}

function judge({ id, description, bound, measured }: Floor, result: CaseResult): FloorResult {
  const found = measured(result)
  const floor = { id, description, ...bound }
  if (found === undefined) return { ...floor, verdict: 'not measured' }
  if (result.tooBusy) return { ...floor, measured: found, verdict: 'too busy to tell' }
  const isMet = 'atLeast' in bound ? found >= bound.atLeast : found <= bound.atMost
  return { ...floor, measured: found, verdict: isMet ? 'met' : 'missed' }
}

/** The best peer is the one that Forkscope is ahead of the least. */
function ratioToBestOf(peers: readonly { id: string }[]): Floor['measured'] {
  return ({ contenders }) => {
    const ratios = contenders
      .filter(({ id, ratioTo }) => ratioTo === subjectId && peers.some((peer) => peer.id === id))
      .flatMap(({ ratio }) => (ratio ? [ratio.median] : []))
    return ratios.length === 0 ? undefined : Math.min(...ratios)
  }
}
