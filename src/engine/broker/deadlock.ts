import type { Finding } from '../../shared/runReport.ts'

/**
 * Which processes can never go on, and why: the wait-for graph of a run. Pure.
 *
 * A process is stuck when everything that it does is to wait without end, and each wait could only be ended by
 * processes that are stuck as well. What it does besides waiting (a timer, a file, a computation) only the process
 * itself knows: those that do are no `candidates`.
 */

export interface WaitEdge {
  /** For example `acquire`, `join`, `get`, `recv`. */
  operation: string
  /** The object's or the process's name. */
  on: string
  /** The object's id, for reports; undefined for a process. */
  channel?: string
  /** Who could end the wait, by their numbers; undefined: any process of the run. */
  enders: readonly number[] | undefined
  /** What the enders have to do with it: `holds`, `holds the other end of`; none for a join. */
  holding?: string
  /** Who could end it besides, unless they act only when they are told to. */
  others?: readonly number[]
}

export interface GraphNode {
  processId: number
  pid: number
  name: string
  waits: readonly WaitEdge[]
  /** Whether it does nothing but wait, and no wait of it has a time limit. */
  isCandidate: boolean
  /** It acts only when it is told to, as a pool's idle worker does: it ends nobody's wait by itself. */
  isPassive: boolean
}

/** The processes that can never go on; empty when there are none. */
export function stuckProcesses(nodes: readonly GraphNode[]): GraphNode[] {
  let stuck = nodes.filter(({ isCandidate, waits }) => isCandidate && waits.length > 0)
  for (;;) {
    const numbers = new Set(stuck.map(({ processId }) => processId))
    const free = nodes.filter(({ processId, isPassive }) => !numbers.has(processId) && !isPassive)
    const canAnyOf = (others: readonly number[] = []): boolean =>
      free.some(({ processId }) => others.includes(processId))
    // The end of one that is gone already is on its way to those who wait for it.
    const canEnd = ({ enders, others }: WaitEdge): boolean =>
      enders
        ? enders.length === 0 || enders.some((ender) => !numbers.has(ender)) || canAnyOf(others)
        : free.length > 0
    const rest = stuck.filter(({ waits }) => !waits.some(canEnd))
    if (rest.length === stuck.length) return stuck
    stuck = rest
  }
}

/** Processes that wait for each other in a ring, if there is one among the stuck. */
export function ringOf(stuck: readonly GraphNode[]): GraphNode[] | undefined {
  const byNumber = new Map(stuck.map((node) => [node.processId, node]))
  const finished = new Set<number>()
  const walk = (node: GraphNode, path: GraphNode[]): GraphNode[] | undefined => {
    const seenAt = path.indexOf(node)
    if (seenAt >= 0) return path.slice(seenAt)
    if (finished.has(node.processId)) return undefined
    for (const next of successors(node, byNumber)) {
      const ring = walk(next, [...path, node])
      if (ring) return ring
    }
    finished.add(node.processId)
    return undefined
  }
  for (const node of stuck) {
    const ring = walk(node, [])
    if (ring) return ring
  }
  return undefined
}

function successors(node: GraphNode, byNumber: ReadonlyMap<number, GraphNode>): GraphNode[] {
  return node.waits.flatMap(({ enders = [] }) => enders.flatMap((ender) => byNumber.get(ender) ?? []))
}

const mostNamed = 6

/** The finding that says who waits for what, held by whom. */
export function deadlockFinding(stuck: readonly GraphNode[]): Finding {
  const ring = ringOf(stuck)
  const named = (ring ?? stuck).slice(0, mostNamed)
  const numbers = new Map(stuck.map((node) => [node.processId, node]))
  const sentences = named.map((node) => `${nameOf(node)} ${waitsOf(node, numbers)}`)
  const others = stuck.length - named.length
  const rest =
    others > 0 ? ` ${others} more ${others === 1 ? 'process waits' : 'processes wait'} behind them.` : ''
  const verdict =
    stuck.length === 1 ? 'Nobody is left who could end this wait.' : 'None of them can ever go on.'
  return {
    code: 'deadlock',
    severity: 'error',
    message: `Deadlock: ${sentences.join('; ')}. ${verdict}${rest}`,
    pids: [...new Set(stuck.map(({ pid }) => pid))],
    channels: [...new Set(stuck.flatMap(({ waits }) => waits.flatMap(({ channel }) => channel ?? [])))],
  }
}

function nameOf({ name, pid }: GraphNode): string {
  return `${name} (pid ${pid})`
}

function waitsOf({ processId, waits }: GraphNode, stuck: ReadonlyMap<number, GraphNode>): string {
  const words = waits
    .slice(0, 2)
    .map((wait) => `waits in ${wait.operation} on ${wait.on}${heldBy(wait, processId, stuck)}`)
  return words.join(' and ')
}

function heldBy(
  { enders, holding }: WaitEdge,
  waiter: number,
  stuck: ReadonlyMap<number, GraphNode>,
): string {
  if (!enders || !holding) return ''
  const others = enders.filter((ender) => ender !== waiter).flatMap((ender) => stuck.get(ender) ?? [])
  const names = others.slice(0, 3).map(({ name }) => name)
  if (enders.includes(waiter)) names.push('it itself')
  return names.length > 0
    ? `, which ${names.join(' and ')} still ${names.length > 1 ? holding.replace(/^holds/, 'hold') : holding}`
    : ''
}
