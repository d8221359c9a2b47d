import type { GraphNode, WaitEdge } from './deadlock.ts'
import type { PoolHost } from './poolHost.ts'
import type { SharedObject } from './sharedObjects.ts'
import type { PendingWait, Waits } from './waits.ts'

/** A process of the wait-for graph, with how much the broker has heard of it so far. */
export interface WatchedNode extends GraphNode {
  /** Operations that it has sent: as long as this stays the same it has done nothing that anybody could see. */
  heard: number
}

/** Where the graph's facts come from. */
export interface GraphSources {
  clients: Iterable<{ processId: number; heard: number; isServant: boolean }>
  /** Processes that live and are not connected yet: they may still do anything. */
  starting: Iterable<number>
  waits: Pick<Waits, 'pendingOf'>
  pools: Iterable<PoolHost>
  /** Whether the process holds a manager's objects and has calls to answer. */
  isServing(processId: number): boolean
  find(object: number): SharedObject | undefined
  /** The processes that live and have to do with it. */
  knowersOf(object: SharedObject): number[]
  pidOf(processId: number): number
  nameOf(processId: number): string
}

/** Younger waits are the normal course of things. */
const leastAgeMs = 150
/** A process with more waits than this is looked at no closer: it is taken to go on. */
const mostWaits = 64

/** Who waits for what at this moment, of all processes that live. */
export function waitGraph(sources: GraphSources, nowMs: number): WatchedNode[] {
  return [...connectedNodes(sources, nowMs), ...startingNodes(sources)]
}

function startingNodes({ starting, pidOf, nameOf }: GraphSources): WatchedNode[] {
  return [...starting].map((processId) => ({
    ...{ processId, pid: pidOf(processId), name: nameOf(processId) },
    ...{ waits: [], heard: 0, isCandidate: false, isPassive: false },
  }))
}

function connectedNodes(sources: GraphSources, nowMs: number): WatchedNode[] {
  const pools = [...sources.pools]
  return [...sources.clients].map(({ processId, heard, isServant }) => {
    const pending = sources.waits.pendingOf(processId)
    const jobs = pools.filter((pool) => pool.owner === processId).flatMap((pool) => poolEdge(pool))
    const waits = [...pending.slice(0, mostWaits).map((wait) => edgeOf(wait, sources)), ...jobs]
    return {
      processId,
      pid: sources.pidOf(processId),
      name: sources.nameOf(processId),
      waits,
      heard,
      isCandidate:
        pending.length <= mostWaits &&
        pending.every(({ timer, sinceMs }) => timer === undefined && nowMs - sinceMs >= leastAgeMs),
      isPassive: isServant && !pools.some((pool) => pool.isBusy(processId)) && !sources.isServing(processId),
    }
  })
}

function edgeOf(wait: PendingWait, { find, knowersOf, nameOf, starting }: GraphSources): WaitEdge {
  const { operation, on, object, process } = wait
  if (process !== undefined) return { operation, on: nameOf(process), enders: [process] }
  const shared = object === undefined ? undefined : find(object)
  if (!shared) return { operation, on, enders: undefined }
  const { enders, holding, mayBeSignal } = shared.enders?.(wait.requester) ?? {}
  const edge = { operation, on: shared.name, channel: on, enders }
  if (holding === undefined) return edge
  // Those that still start may have been told of it.
  return mayBeSignal
    ? { ...edge, holding, others: [...knowersOf(shared), ...starting] }
    : { ...edge, holding }
}

/** Whoever waits for a pool's results waits for the workers that have its tasks. */
function poolEdge(pool: PoolHost): WaitEdge[] {
  const busy = pool.busyWorkers()
  return busy.length > 0 ? [{ operation: 'results', on: pool.name, channel: pool.name, enders: busy }] : []
}
