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

/** Nothing flows any more in a run that has ended: the rates of its last second are not shown on. */
export function trafficRows({ pools, channels, phase }: RunSnapshot): TrafficRow[] {
  const rows = [...pools.map(poolRow), ...channels.map(channelRow)]
  if (phase !== 'ended') return rows
  return rows.map((row) => ({ ...row, perSecond: 0, bytesPerSecond: row.bytesPerSecond === null ? null : 0 }))
}

export interface TrafficTotals {
  perSecond: number
  /** Null when no row tells. */
  bytesPerSecond: number | null
  depth: number
}

export function trafficTotals(rows: readonly TrafficRow[]): TrafficTotals {
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0)
  const byteRates = rows.flatMap((row) => row.bytesPerSecond ?? [])
  return {
    perSecond: sum(rows.map((row) => row.perSecond)),
    bytesPerSecond: byteRates.length > 0 ? sum(byteRates) : null,
    depth: sum(rows.map((row) => row.depth)),
  }
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
