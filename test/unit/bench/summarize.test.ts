import { describe, expect, it } from 'vitest'
import type { BenchCase, Contender, WorkSpec } from '../../../bench/contract.ts'
import { judgeFloors } from '../../../bench/report/floors.ts'
import { caseText } from '../../../bench/report/table.ts'
import type { RoundResult } from '../../../bench/runner/results.ts'
import { summarizeCase } from '../../../bench/runner/summarize.ts'

const spec: WorkSpec = {
  work: 'queue',
  workers: 2,
  count: 10,
  messageBytes: 0,
  primesLimit: 0,
  sampling: { warmUpMs: 0, budgetMs: 0, maxSamples: 1 },
}

const contender = (id: string, kind: Contender['kind']): Contender => ({
  id,
  label: id,
  kind,
  command: () => ({ file: 'true', args: [] }),
})

const queueCase: BenchCase = {
  id: 'queue-small',
  title: 'a queue',
  unit: 'messages/s',
  higherIsBetter: true,
  contenders: [
    { contender: contender('forkscope', 'forkscope'), spec },
    { contender: contender('cpython-queue', 'cpython'), spec, comparedWith: 'forkscope' },
    {
      contender: { ...contender('cpython-simple-queue', 'cpython'), unavailable: 'not here' },
      spec,
      comparedWith: 'forkscope',
    },
  ],
  expectedChecksum: () => 45,
}

const quiet = (...samples: number[]): RoundResult => ({
  samples,
  foreignShare: 0.01,
  repeats: 0,
  isDisturbed: false,
})
const disturbed = (...samples: number[]): RoundResult => ({
  ...quiet(...samples),
  foreignShare: 0.5,
  isDisturbed: true,
})

function summarize(ours: RoundResult[], theirs: RoundResult[]) {
  return summarizeCase(
    queueCase,
    new Map([
      ['forkscope', ours],
      ['cpython-queue', theirs],
    ]),
  )
}

describe('summarizeCase', () => {
  it('leaves disturbed rounds out as long as there are quiet ones', () => {
    const result = summarize([quiet(400), disturbed(90), quiet(420)], [quiet(100), quiet(100), quiet(100)])
    expect(result.tooBusy).toBe(false)
    expect(result.contenders[0]?.figure).toEqual({ median: 410, min: 400, max: 420 })
    expect(result.contenders[1]?.ratio?.median).toBeCloseTo(4.1)
  })

  it('shows figures of a busy machine, and says so', () => {
    const result = summarize([disturbed(400), disturbed(300)], [quiet(100), quiet(100)])
    expect(result.tooBusy).toBe(true)
    expect(result.contenders[0]?.figure?.median).toBe(350)
    expect(caseText(result)).toContain('too busy to tell')
  })

  it('compares disturbed rounds only when the two have no quiet one in common', () => {
    const result = summarize([quiet(400), disturbed(90)], [disturbed(50), quiet(30)])
    expect(result.tooBusy).toBe(true)
    expect(result.contenders[1]?.ratio).toEqual({ median: 5.5, min: 3, max: 8 })
  })

  it('does not hide one failed round behind the others', () => {
    const result = summarize([quiet(1), { ...quiet(), error: 'wrong results' }], [quiet(1), quiet(1)])
    expect(result.contenders[0]?.failures).toEqual(['wrong results'])
    expect(caseText(result)).toContain('failed in 1 of 2 rounds: wrong results')
  })

  it('names why somebody has no figure', () => {
    const failed = { ...quiet(), error: 'wrong results' }
    const text = caseText(summarize([quiet(1)], [failed]))
    expect(text).toContain('wrong results')
    expect(text).toContain('not here')
  })
})

describe('judgeFloors', () => {
  const verdict = (ours: RoundResult[], theirs: RoundResult[]) =>
    judgeFloors([summarize(ours, theirs)]).map((floor) => floor.verdict)

  it('judges only the cases that were measured, by the median ratio', () => {
    expect(verdict([quiet(300)], [quiet(100)])).toEqual(['met'])
    expect(verdict([quiet(299)], [quiet(100)])).toEqual(['missed'])
  })

  it('does not judge a busy machine, nor without a peer', () => {
    expect(verdict([disturbed(100)], [disturbed(100)])).toEqual(['too busy to tell'])
    expect(verdict([quiet(100)], [quiet()])).toEqual(['not measured'])
  })
})
