import type { ChannelSnapshot, PoolSnapshot, RunSnapshot } from '../../shared/runUpdate.ts'

/** A row of the traffic table: a queue, a pipe or a pool, in the same columns. */
export interface TrafficRow {
  id: string
  kind: string
  name: string
  /** Messages put or sent; a pool's tasks submitted. */
  puts: number
  /** Messages got or received; a pool's tasks settled. */
  gets: number
  perSecond: number
  bytesPerSecond: number | null
  depth: number
  /** The deepest it ever was; null for a pool. */
  maxDepth: number | null
  /** What a full depth bar stands for: the deepest so far, a pool's submitted tasks. */
  depthScale: number
  bytesIn: number
  bytesOut: number
  /** Pids that hold an end (a pool: its workers). */
  openEnds: readonly number[]
}

export function trafficRows(snapshot: RunSnapshot): TrafficRow[] {
  return [...snapshot.pools.map(poolRow), ...snapshot.channels.map(channelRow)]
}

export interface TrafficTotals {
  perSecond: number
  bytesPerSecond: number
  depth: number
}

export function trafficTotals(rows: readonly TrafficRow[]): TrafficTotals {
  return rows.reduce(
    (total, row) => ({
      perSecond: total.perSecond + row.perSecond,
      bytesPerSecond: total.bytesPerSecond + (row.bytesPerSecond ?? 0),
      depth: total.depth + row.depth,
    }),
    { perSecond: 0, bytesPerSecond: 0, depth: 0 },
  )
}

function channelRow(channel: ChannelSnapshot): TrafficRow {
  const { id, kind, name, puts, gets, depth, maxDepth, bytesIn, bytesOut, openEnds } = channel
  return {
    id,
    kind: kind.replace('-', ' '),
    name,
    puts,
    gets,
    perSecond: channel.putsPerSecond,
    bytesPerSecond: channel.bytesPerSecond,
    depth,
    maxDepth,
    depthScale: maxDepth,
    bytesIn,
    bytesOut,
    openEnds,
  }
}

function poolRow(pool: PoolSnapshot): TrafficRow {
  return {
    id: pool.id,
    kind: 'pool',
    name: pool.id,
    puts: pool.submitted,
    gets: pool.completed + pool.failed + pool.lost,
    perSecond: pool.tasksPerSecond,
    bytesPerSecond: null,
    depth: pool.outstanding,
    maxDepth: null,
    depthScale: pool.submitted,
    bytesIn: pool.bytesIn,
    bytesOut: pool.bytesOut,
    openEnds: pool.workers,
  }
}
