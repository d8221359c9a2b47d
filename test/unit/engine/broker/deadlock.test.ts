import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deadlockFinding,
  ringOf,
  stuckProcesses,
  type GraphNode,
  type WaitEdge,
} from '../../../../src/engine/broker/deadlock.ts'

function node(processId: number, waits: WaitEdge[], over: Partial<GraphNode> = {}): GraphNode {
  return {
    ...{ processId, pid: processId * 10, name: `P${processId}`, waits },
    ...{ isCandidate: true, isPassive: false },
    ...over,
  }
}

const lock = (name: string, holder: number): WaitEdge => ({
  ...{ operation: 'acquire', on: name, channel: name, enders: [holder], holding: 'holds' },
})
const join = (of: number): WaitEdge => ({ operation: 'join', on: `P${of}`, enders: [of] })
const get = (name: string): WaitEdge => ({ operation: 'get', on: name, channel: name, enders: undefined })

const numbers = (nodes: readonly GraphNode[]): number[] => nodes.map(({ processId }) => processId)

describe('processes that can never go on', () => {
  it('are two that hold what the other wants, and who waits behind them, but nobody else', () => {
    const nodes = [
      node(1, [join(2)]),
      node(2, [lock('Lock-2', 3)]),
      node(3, [lock('Lock-1', 2)]),
      node(4, [], { isCandidate: false }),
      node(5, [lock('Lock-9', 4)]),
    ]
    const stuck = stuckProcesses(nodes)
    expect(numbers(stuck)).toEqual([1, 2, 3])
    expect(numbers(ringOf(stuck) ?? [])).toEqual([2, 3])
    const finding = deadlockFinding(stuck)
    expect(finding.message).toBe(
      'Deadlock: P2 (pid 20) waits in acquire on Lock-2, which P3 still holds; ' +
        'P3 (pid 30) waits in acquire on Lock-1, which P2 still holds. ' +
        'None of them can ever go on. 1 more process waits behind them.',
    )
    expect(finding).toMatchObject({ code: 'deadlock', pids: [10, 20, 30], channels: ['Lock-2', 'Lock-1'] })
  })

  it('are all of them where everyone waits for a message, idle workers or not', () => {
    const waiting = [node(1, [join(2)]), node(2, [get('Queue-1')])]
    const idle = node(3, [], { isCandidate: false, isPassive: true })
    expect(numbers(stuckProcesses([...waiting, idle]))).toEqual([1, 2])
    expect(numbers(stuckProcesses([...waiting, { ...idle, isPassive: false }]))).toEqual([])
  })

  it('are not those whose other wait can end, nor who waits for one that is gone', () => {
    expect(stuckProcesses([node(1, [lock('L', 2), get('Q')]), node(2, [], { isCandidate: false })])).toEqual(
      [],
    )
    expect(stuckProcesses([node(1, [join(7)])])).toEqual([])
  })

  it('name the process that keeps a pipe open, also when it is the reader itself', () => {
    const reader = node(2, [
      { operation: 'recv', on: 'Pipe-1', channel: '9', enders: [1, 2], holding: 'holds the other end of' },
    ])
    const { message } = deadlockFinding(stuckProcesses([node(1, [join(2)]), reader]))
    expect(message).toContain(
      'P2 (pid 20) waits in recv on Pipe-1, which P1 and it itself still hold the other end of',
    )
  })

  it('stay stuck whatever those do who are not: no free process can end a wait of theirs', () => {
    const graph = fc.array(
      fc.record({
        isCandidate: fc.boolean(),
        isPassive: fc.boolean(),
        waits: fc.array(fc.option(fc.array(fc.nat(7), { maxLength: 3 }), { nil: undefined }), {
          maxLength: 2,
        }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(graph, (facts) => {
        const nodes = facts.map(({ isCandidate, isPassive, waits }, index) =>
          node(
            index,
            waits.map((enders) => ({ operation: 'x', on: 'y', enders })),
            { isCandidate, isPassive },
          ),
        )
        const stuck = new Set(numbers(stuckProcesses(nodes)))
        const free = nodes.filter(({ processId }) => !stuck.has(processId))
        for (const { processId, waits, isCandidate } of nodes) {
          const canBeEnded = waits.some(({ enders }) =>
            enders
              ? enders.length === 0 || enders.some((ender) => !stuck.has(ender))
              : free.some(({ isPassive: isIdle }) => !isIdle),
          )
          // Largest such set: who is left out either is no candidate or can be helped.
          expect(stuck.has(processId)).toBe(isCandidate && waits.length > 0 && !canBeEnded)
        }
      }),
    )
  })
})
