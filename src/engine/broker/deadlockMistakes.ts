import type { Finding } from '../../shared/runReport.ts'
import { deadlockFinding, type GraphNode, type WaitEdge } from './deadlock.ts'

/** What a deadlock comes to: who waits for what, held by whom; and where it is a well-known mistake, what to do. */
export function deadlockFindings(stuck: readonly GraphNode[]): Finding[] {
  return [deadlockFinding(stuck), ...knownMistakes(stuck)]
}

/** Mistakes by which programs often get stuck. */
function knownMistakes(stuck: readonly GraphNode[]): Finding[] {
  return [...joinsBeforeDraining(stuck), ...openEnds(stuck)]
}

const mostNamed = 3

/** A process waits for the end of another, which waits for room that nobody else will make. */
function joinsBeforeDraining(stuck: readonly GraphNode[]): Finding[] {
  const putters = new Map<number, WaitEdge>()
  for (const { processId, waits } of stuck) {
    const put = waits.find(({ operation }) => operation === 'put' || operation === 'send')
    if (put) putters.set(processId, put)
  }
  return stuck.flatMap((joiner) => {
    const joined = joiner.waits
      .filter(({ operation }) => operation === 'join')
      .flatMap(({ enders = [] }) => stuck.filter(({ processId }) => enders.includes(processId)))
      .filter(({ processId }) => putters.has(processId))
    const puts = joined.flatMap(({ processId }) => putters.get(processId) ?? [])
    const [put] = puts
    if (!put) return []
    const isPipe = put.operation === 'send'
    const one = joined.length === 1
    return {
      code: 'join-before-draining',
      severity: 'error' as const,
      message:
        `${nameOf(joiner)} joins ${namesOf(joined)} before it has taken what ${one ? 'that one puts' : 'they put'}: ` +
        `${put.on} has no room left, so ${one ? 'it' : 'they'} cannot end. ` +
        `${isPipe ? 'Receive' : 'Get'} first, join afterwards.`,
      pids: [...new Set([joiner.pid, ...joined.map(({ pid }) => pid)])],
      channels: [...new Set(puts.flatMap(({ channel }) => channel ?? []))],
    }
  })
}

/** A reader that waits for a message or the end of the pipe, and gets neither while somebody holds the other end. */
function openEnds(stuck: readonly GraphNode[]): Finding[] {
  return stuck.flatMap((reader) =>
    reader.waits
      .filter(({ operation, holding }) => operation === 'recv' && holding?.endsWith('other end of'))
      .flatMap(({ on, channel, enders = [] }) => {
        const holders = stuck.filter(({ processId }) => enders.includes(processId))
        if (holders.length === 0) return []
        const who = holders.map((holder) => (holder === reader ? 'itself' : nameOf(holder)))
        return {
          code: 'open-write-end',
          severity: 'error' as const,
          message:
            `${nameOf(reader)} waits for a message from ${on} or for its end. Neither comes: the other end is still ` +
            `open in ${listOf(who)}, where nobody will write any more. Close it there when the last message is sent` +
            `${holders.includes(reader) ? ', and in a reader at once' : ''}.`,
          pids: [...new Set([reader.pid, ...holders.map(({ pid }) => pid)])],
          channels: channel ? [channel] : [],
        }
      }),
  )
}

function nameOf({ name, pid }: GraphNode): string {
  return `${name} (pid ${pid})`
}

function namesOf(nodes: readonly GraphNode[]): string {
  return listOf(nodes.map(nameOf))
}

function listOf(names: readonly string[]): string {
  const named = names.slice(0, mostNamed)
  const others = names.length - named.length
  if (others > 0) return `${named.join(', ')} and ${others} more`
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : (named[0] ?? '')
}
