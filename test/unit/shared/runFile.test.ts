import { describe, expect, it } from 'vitest'
import { maxRunFileBytes, parseRunFile, type RunFile } from '../../../src/shared/runFile.ts'
import { runFileName, runFileText } from '../../../src/shared/runFileText.ts'
import { runFile, runReport } from '../../support/runFileFixture.ts'

const savedAtMs = Date.UTC(2026, 10, 20, 15, 1)
const parse = (value: unknown): RunFile =>
  parseRunFile(typeof value === 'string' ? value : JSON.stringify(value), 'a.forkscope')

describe('a run that is saved', () => {
  it('is read again as it was', () => {
    const text = runFileText({ name: 'queue.ts', report: runReport() }, savedAtMs)
    expect(parse(text)).toEqual(runFile())
  })

  it('keeps a result with a key that readers refuse, under another name', () => {
    const report = runReport()
    const result: unknown = JSON.parse('{"deep":[{"__proto__":{"polluted":true},"kept":1}]}')
    const text = runFileText({ name: 'x', report: { ...report, run: { ...report.run, result } } }, savedAtMs)
    expect(parse(text).report.run.result).toEqual({
      deep: [{ '["__proto__"]': { polluted: true }, kept: 1 }],
    })
  })

  it('loses its oldest output where it is too large, counted in bytes, and nothing else', () => {
    const output = Array.from({ length: 40 }, (_, index) => ({
      processId: 1,
      pid: 1,
      stream: 'stdout' as const,
      text: `${index} ${'ä€😀'.repeat(100)}`,
      atMs: index,
    }))
    const maxBytes = 20_000
    const text = runFileText({ name: 'x', report: runReport({ output }) }, savedAtMs, maxBytes)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes)
    expect(Buffer.byteLength(text)).toBeGreaterThan(maxBytes - 4_000)
    const { report } = parse(text)
    expect(report.output).toEqual(output.slice(-report.output.length))
    const lost = output.slice(0, -report.output.length).map(({ text: printed }) => Buffer.byteLength(printed))
    expect(report.loss.outputBytesDropped).toBe(lost.reduce((sum, bytes) => sum + bytes, 0))
  })

  it('is refused where its result alone is too large', () => {
    const report = runReport()
    const large = { ...report, run: { ...report.run, result: 'x'.repeat(30_000) } }
    expect(() => runFileText({ name: 'x', report: large }, savedAtMs, 20_000)).toThrow(/does not fit/)
  })

  it.each([
    ['queue.ts', 'queue-20261120-150000.forkscope'],
    ['../../etc/passwd', 'etc-passwd-20261120-150000.forkscope'],
    ['C:\\con<img onerror>\u001b]52;x', 'C-con-img-onerror-52-x-20261120-150000.forkscope'],
    ['...', 'run-20261120-150000.forkscope'],
    ['Größe 你好', 'Größe-你好-20261120-150000.forkscope'],
  ])('of %j is called %s', (name, expected) => {
    expect(runFileName(name, '2026-11-20T15:00:00.000Z')).toBe(expected)
  })
})

describe('what is no run file is refused in plain words', () => {
  it.each([
    ['text', 'hello', /is not a run file/],
    ['other JSON', { schema: 1 }, /is not a run file/],
    ['null', null, /is not a run file/],
    ['a newer version', { format: 'forkscope-run', version: 2 }, /version 2.*reads version 1.*newer/],
    ['an older version than any', { format: 'forkscope-run', version: 0 }, /is damaged at version/],
    ['a part that is missing', { ...runFile(), report: { ...runReport(), processes: [{}] } }, /damaged at/],
    ['a time beyond all dates', { ...runFile(), savedAtMs: 1e300 }, /damaged at savedAtMs/],
    ['a name without end', { ...runFile(), name: 'x'.repeat(201) }, /damaged at name/],
    ['__proto__', JSON.stringify(runFile()).replace('"sum"', '"__proto__"'), /__proto__/],
    ['depth', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, /nested too deep/],
  ])('%s', (_, value, words) => {
    expect(() => parse(value)).toThrow(words)
    expect(() => parse(value)).toThrow(expect.objectContaining({ name: 'UserError' }))
  })

  it('more of anything than a page could show', () => {
    const channel = runReport().channels[0]!
    const channels = Array.from({ length: 100_001 }, () => channel)
    expect(() => parse({ ...runFile(), report: runReport({ channels }) })).toThrow(
      /damaged at report\.channels/,
    )
    expect(maxRunFileBytes).toBe(33_554_432)
  })

  it('unknown members are left out, not passed on', () => {
    expect(parse({ ...runFile(), evil: 1 })).toEqual(runFile())
  })
})
