import { beforeEach, describe, expect, it } from 'vitest'
import type { WatchedNode } from '../../../../src/engine/broker/waitGraph.ts'
import { DeadlockWatch } from '../../../../src/engine/session/deadlockWatch.ts'

function node(processId: number, waitsFor: number, heard = 1): WatchedNode {
  return {
    ...{ processId, pid: processId * 10, name: `P${processId}`, heard, isCandidate: true, isPassive: false },
    waits: [{ operation: 'acquire', on: `Lock-${waitsFor}`, enders: [waitsFor], holding: 'holds' }],
  }
}

describe('a watch for deadlocks', () => {
  let asked: number[]
  let watch: DeadlockWatch
  const both = [node(1, 2), node(2, 1)]

  beforeEach(() => {
    asked = []
    watch = new DeadlockWatch((processId) => asked.push(processId))
  })

  it('finds one when every process in it has said that it does nothing else, and tells it once', () => {
    expect(watch.check(both, 0)).toEqual([])
    expect(asked).toEqual([1, 2])
    watch.answered(1, true, 1)
    expect(watch.check(both, 100)).toEqual([])
    watch.answered(2, true, 101)
    expect(watch.check(both, 200).map(({ code }) => code)).toEqual(['deadlock'])
    expect(watch.holds(1) && watch.holds(2)).toBe(true)
    expect([watch.heldMs(1, 250), watch.heldMs(3, 250)]).toEqual([50, 0])
    expect(watch.check([...both, node(3, 1)], 300)).toEqual([])
    expect(watch.check([both[0] as WatchedNode], 400)).toEqual([])
    expect(watch.holds(1)).toBe(false)
    expect(asked).toEqual([1, 2, 3])
  })

  it('believes no answer that is older than the last word of the process', () => {
    watch.check(both, 0)
    watch.answered(1, true, 1)
    watch.answered(2, true, 1)
    expect(watch.check([node(1, 2), node(2, 1, 2)], 100)).toEqual([])
    expect(asked).toEqual([1, 2, 2])
    watch.answered(2, true, 101)
    expect(watch.check([node(1, 2), node(2, 1, 2)], 200).map(({ pids }) => pids)).toEqual([[10, 20]])
  })

  it('asks one that is busy again after a while, and one that does not answer not at all', () => {
    watch.check(both, 0)
    watch.answered(1, false, 0)
    watch.check(both, 100)
    expect(asked).toEqual([1, 2])
    watch.check(both, 300)
    expect(asked).toEqual([1, 2, 1])
    watch.answered(1, true, 301)
    expect(watch.check(both, 1_000)).toEqual([])
    expect(asked).toEqual([1, 2, 1])
  })
})
