import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inertText } from '../../../src/renderer/model/inertText.ts'
import {
  appendOutput,
  emptyOutput,
  leftOutWords,
  linesOf,
  maxLineCharacters,
  maxLinesPerProcess,
  outputAsText,
} from '../../../src/renderer/model/runOutput.ts'

const stdout = (text: string, pid = 1) => ({ processId: pid, pid, stream: 'stdout' as const, text, atMs: 0 })

describe('output', () => {
  it('gives the same lines however the text was cut into chunks', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é'), maxLength: 8 })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.nat(20)), (lines, cuts) => {
        const text = lines.map((l) => `${l}\n`).join('')
        let log = emptyOutput
        let at = 0
        for (const cut of [...cuts, text.length]) {
          if (at >= text.length) break
          log = appendOutput(log, [stdout(text.slice(at, at + cut))])
          at += cut
        }
        expect(log.lines.map((l) => l.text)).toEqual(lines)
      }),
    )
  })

  it('does not mix the open lines of two processes or of stdout and stderr', () => {
    const log = appendOutput(emptyOutput, [
      stdout('a1 ', 1),
      stdout('b1 ', 2),
      { processId: 1, pid: 1, stream: 'stderr', text: 'error\n', atMs: 0 },
      stdout('a2\n', 1),
      stdout('b2\n', 2),
    ])
    expect(log.lines.map((l) => [l.pid, l.stream, l.text])).toEqual([
      [1, 'stdout', 'a1 a2'],
      [2, 'stdout', 'b1 b2'],
      [1, 'stderr', 'error'],
    ])
    expect(outputAsText(linesOf(log, 2), null)).toBe('b1 b2')
    expect(outputAsText(log.lines.slice(0, 1), ({ pid }) => `worker ${pid}`)).toBe('[worker 1] a1 a2')
  })

  it('bounds a process that prints without end, leaves the others alone and counts', () => {
    let log = appendOutput(emptyOutput, [stdout('quiet\n', 2)])
    for (let n = 0; n < 100; n++) {
      log = appendOutput(log, [stdout(Array.from({ length: 100 }, (_, i) => `${n * 100 + i}\n`).join(''), 1)])
    }
    const noisy = linesOf(log, 1)
    expect(noisy.length).toBeLessThanOrEqual(maxLinesPerProcess * 1.25)
    expect(noisy.at(-1)?.text).toBe('9999')
    expect(noisy.length + log.droppedByProcess.get(1)!).toBe(10_000)
    expect(log.droppedLines).toBe(log.droppedByProcess.get(1))
    expect(linesOf(log, 2)).toHaveLength(1)
  })

  it('cuts a line that never ends and says how much is missing', () => {
    let log = emptyOutput
    for (let n = 0; n < 10; n++) log = appendOutput(log, [stdout('x'.repeat(1000))])
    expect(log.lines).toHaveLength(1)
    expect(log.lines[0]!.text).toHaveLength(maxLineCharacters)
    expect(leftOutWords(log.lines[0]!)).toContain(String(10_000 - maxLineCharacters))
  })

  it('makes control characters inert', () => {
    expect(inertText('\u001b[31mred\u001b[0m \u001b]0;title\u0007bell\u0007 tab\t')).toBe('red bell␇ tab\t')
    expect(inertText('abc\u202etxt.exe')).toBe('abc\\u202etxt.exe')
    expect(inertText('50 %\r100 %')).toBe('50 %␍100 %')
  })
})
