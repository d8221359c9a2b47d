import { describe, expect, it } from 'vitest'
import type { GraphNode, WaitEdge } from '../../../../src/engine/broker/deadlock.ts'
import { deadlockFindings } from '../../../../src/engine/broker/deadlockMistakes.ts'
import { crashLoopFinding, UnjoinedChildren } from '../../../../src/engine/broker/findings.ts'

function node(processId: number, ...waits: WaitEdge[]): GraphNode {
  return { processId, pid: processId * 10, name: `P${processId}`, waits, isCandidate: true, isPassive: false }
}
const join = (of: number): WaitEdge => ({ operation: 'join', on: `P${of}`, enders: [of] })
const put: WaitEdge = { operation: 'put', on: 'Queue-1', channel: '5', enders: undefined }

describe('a deadlock by a well-known mistake', () => {
  it('is told what to do: take before you join', () => {
    const [deadlock, mistake, ...others] = deadlockFindings([
      node(1, join(2), join(3)),
      node(2, put),
      node(3, put),
    ])
    expect(deadlock?.code).toBe('deadlock')
    expect(mistake).toMatchObject({ code: 'join-before-draining', pids: [10, 20, 30], channels: ['5'] })
    expect(mistake?.message).toBe(
      'P1 (pid 10) joins P2 (pid 20) and P3 (pid 30) before it has taken what they put: Queue-1 has no room left, ' +
        'so they cannot end. Get first, join afterwards.',
    )
    expect(others).toEqual([])
  })

  it('is told what to do: close the end that is not used, which the reader may have itself', () => {
    const recv: WaitEdge = {
      ...{ operation: 'recv', on: 'Pipe-1', channel: '9', enders: [1, 2], holding: 'holds the other end of' },
    }
    const [, mistake] = deadlockFindings([node(1, join(2)), node(2, recv)])
    expect(mistake).toMatchObject({ code: 'open-write-end', pids: [20, 10], channels: ['9'] })
    expect(mistake?.message).toContain(
      'still open in P1 (pid 10) and itself, where nobody will write any more',
    )
  })

  it('is told nothing more where it is another', () => {
    expect(deadlockFindings([node(1, join(2)), node(2, join(1))])).toHaveLength(1)
  })
})

describe('a pool that was given up', () => {
  const exit = { pid: 12, exitCode: 1, signal: null }

  it('says how many workers ended, and why', () => {
    const cause = { name: 'Error', message: 'no dictionary', code: 'remote' as const }
    const finding = crashLoopFinding('Pool-1', { deaths: 3, areStarting: true, exit, cause })
    expect(finding).toMatchObject({ code: 'crash-loop', severity: 'error', pids: [12] })
    expect(finding.message).toMatch(
      /^Pool-1 was given up: 3 workers in a row ended before they were ready for tasks \(Error: no dictionary\)/,
    )
    const idle = crashLoopFinding('Pool-1', { deaths: 10, areStarting: false, exit, cause: undefined })
    expect(idle.message).toContain('soon and without a task (the last exited with code 1)')
  })
})

describe('children that nobody joined', () => {
  const faces = { nameOf: (id: number) => `P${id}`, pidOf: (id: number) => id * 10 }

  it('are one finding for each parent, once', () => {
    const unjoined = new UnjoinedChildren()
    for (const child of [2, 3, 4, 5]) unjoined.note(1, child)
    unjoined.note(6, 7)
    const findings = unjoined.take(faces)
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Nobody joined P2 \(pid 20\), P3 \(pid 30\), P4 \(pid 40\) and 1 more: they still ran when P1 \(pid 10\)/,
      ),
      expect.stringMatching(/^Nobody joined P7 \(pid 70\): it still ran when P6/),
    ])
    expect(findings[0]).toMatchObject({ code: 'unjoined-child', pids: [10, 20, 30, 40, 50] })
    expect(unjoined.take(faces)).toEqual([])
  })
})
