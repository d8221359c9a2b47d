import { beforeEach, describe, expect, it } from 'vitest'
import { inertValue } from '../../../src/renderer/model/inertText.ts'
import { runOfFile } from '../../../src/renderer/model/runOfFile.ts'
import { trafficRows } from '../../../src/renderer/model/runTraffic.ts'
import { runFile, runReport } from '../../support/runFileFixture.ts'

describe('a run from a file', () => {
  let model = runOfFile(runFile())
  beforeEach(() => void (model = runOfFile(runFile())))

  it('has ended, with all that its report tells and nothing that it does not', () => {
    const { snapshot, report } = model
    expect(report).toEqual(runReport())
    expect(snapshot).toMatchObject({ phase: 'ended', elapsedMs: 200, runId: 'run-1' })
    expect(snapshot!.processes).toMatchObject([
      { name: 'main', phase: 'ended', core: null, rssBytes: null, waits: [] },
      { name: 'producer', phase: 'ended', pid: 4202 },
    ])
    expect(model.output.lines.map(({ text }) => text)).toEqual(['put 1', 'put 2'])
    expect(trafficRows(snapshot!)).toMatchObject([{ name: 'Queue-1', puts: 5, perSecond: 0 }])
  })

  it('shows the life of each process, also of one whose end was not seen', () => {
    const [first, second] = runReport().processes
    const report = runReport({ processes: [first!, { ...second!, readyAtMs: null, endedAtMs: null }] })
    const { lanes } = runOfFile({ report }).timeline
    expect(lanes).toMatchObject([
      { name: 'main', startMs: 0, endMs: 180, segments: [{ kind: 'starting', endMs: 40 }] },
      { name: 'producer', startMs: 0, endMs: 200, segments: [{ kind: 'starting', endMs: 200 }] },
    ])
  })

  it('with more output than a page can show has the newest', () => {
    const chunk = runReport().output[0]!
    const output = Array.from({ length: 60_000 }, (_, index) => ({ ...chunk, text: `${index}\n` }))
    const { lines } = runOfFile({ report: runReport({ output }) }).output
    expect(lines.at(-1)?.text).toBe('59999')
    expect(lines.length).toBeLessThan(5_000)
  })
})

it('every text and every key of a value is made inert, line by line', () => {
  const evil = '\u001b[31mred\u001b]52;c;x\u0007\u202e'
  expect(inertValue({ [evil]: [evil, { text: `${evil}\nsecond` }], count: 1, none: null })).toEqual({
    'red\\u202e': ['red\\u202e', { text: 'red\\u202e\nsecond' }],
    count: 1,
    none: null,
  })
})
