import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { csvLine } from '../../../../src/main/cli/csv.ts'
import { inertLine, inertText } from '../../../../src/main/cli/inertText.ts'
import { OutputPrinter } from '../../../../src/main/cli/outputPrinter.ts'
import { mapSummary } from '../../../../src/main/cli/mapSummary.ts'
import { failureLine, findingLine } from '../../../../src/main/cli/runSummary.ts'
import { cutLine, formatTable, type Column } from '../../../../src/main/cli/table.ts'
import { Terminal } from '../../../../src/main/cli/terminal.ts'
import type { Finding, OutputChunk, RunReport } from '../../../../src/shared/runReport.ts'
import type { RunUpdate } from '../../../../src/shared/runUpdate.ts'
import { formatBytes, formatDuration } from '../../../../src/lab/words.ts'
import { machine } from '../../lab/fakeSession.ts'

const clipboard = '\u001b]52;c;ZXZpbA==\u0007'

describe('text of programs', () => {
  it('cannot move the cursor, set the clipboard or the title', () => {
    expect(inertText(`a${clipboard}b\u001b[2Jc\u009b31m\rd\u202ee`)).toBe('a�]52;c;ZXZpbA==�b�[2Jc�31m�d�e')
    expect(inertText('tab\tline\nnext\r\n')).toBe('tab\tline\nnext\n')
  })

  it('keeps its colours where they are wanted, and nothing else', () => {
    expect(inertText(`\u001b[1;31mred\u001b[0m\u001b[2K`, true)).toBe('\u001b[1;31mred\u001b[0m�[2K')
  })

  it('is harmless in all that a report prints, and one line', () => {
    const evil = `evil\n${clipboard}\u009b2J`
    const finding: Finding = { code: 'x', severity: 'warning', message: evil, pids: [], channels: [] }
    const inert = 'evil �]52;c;ZXZpbA==��2J'
    expect(findingLine(finding)).toBe(`warning: ${inert}`)
    const spread = { medianMs: 1, minMs: 1, maxMs: 1 }
    const report = { workload: evil, params: {}, items: 1, serial: spread, rows: [], breakEven: {} }
    const lines = mapSummary({ ...report, schema: 1, machine, advice: evil, findings: [finding] })
    for (const line of lines) expect(line).toBe(inertLine(line))
    expect(lines).toContain(inert)
  })

  it('is harmless whatever is printed through the terminal', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const writeError = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => void vi.restoreAllMocks())
    const listeners = [process.stdout, process.stderr].map(
      (stream) => [stream, stream.listeners('error')] as const,
    )
    const terminal = new Terminal(() => {})
    for (const [stream, known] of listeners) {
      for (const listener of stream.listeners('error').filter((other) => !known.includes(other)))
        stream.off('error', listener as () => void)
    }
    terminal.errorLine(`a\n${clipboard}`)
    terminal.line(`b ${clipboard}`)
    const value = { name: `${clipboard}\u009b\u202e\u007f` }
    terminal.json(value)
    const [[line], [json]] = write.mock.calls as [[string], [string]]
    expect(writeError.mock.calls).toEqual([['a �]52;c;ZXZpbA==�\n']])
    expect(line).toBe('b �]52;c;ZXZpbA==�\n')
    expect(inertText(json)).toBe(json)
    expect(JSON.parse(json)).toEqual(value)
  })

  it('is one line in a cell', () => {
    expect(inertLine('a\n\tb\u001bc')).toBe('a b�c')
  })
})

describe('a table', () => {
  it('aligns text left and figures right, without trailing spaces', () => {
    interface Row {
      name: string
      size: number
    }
    const rows: Row[] = [
      { name: 'é\u001b]0;x', size: 5 },
      { name: 'long name', size: 12_345 },
    ]
    const columns: Column<Row>[] = [
      { title: 'name', text: ({ name }) => name },
      { title: 'size', align: 'right', text: ({ size }) => String(size) },
    ]
    expect(formatTable(columns, rows)).toEqual(['name        size', 'é�]0;x         5', 'long name  12345'])
    expect(formatTable(columns.toReversed(), [rows[0]!])).toEqual(['size  name', '   5  é�]0;x'])
  })

  it('is cut to the width of the terminal', () => {
    expect(cutLine('abcdef', 4)).toBe('abc…')
    expect(cutLine('abcd', 4)).toBe('abcd')
  })
})

describe('CSV', () => {
  it('keeps formulas from being one, and quotes what needs it', () => {
    expect(csvLine(['=cmd()', '+1', '-x', '@a', 'a,b', 'say "x"', -3, 'plain'])).toBe(
      `'=cmd(),'+1,'-x,'@a,"a,b","say ""x""",-3,plain`,
    )
  })
})

describe('figures', () => {
  it.each([
    [0, '0 ms'],
    [0.0000312, '31.2 ns'],
    [0.0312, '31.2 µs'],
    [3.614, '3.61 ms'],
    [1_500, '1.5 s'],
    [119_999, '120 s'],
    [600_000, '10 min'],
    [86_400_000, '24 h'],
  ])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_470, '1.47 kB'],
    [25_276_510_208, '25.3 GB'],
  ])('%d bytes reads %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('output of a run', () => {
  const printed: string[] = []
  const terminal = {
    isInteractive: false,
    write: (text: string) => printed.push(text),
    writeError: (text: string) => printed.push(`! ${text}`),
    errorLine: (text: string) => printed.push(`! ${text}\n`),
  } as unknown as Terminal
  afterEach(() => printed.splice(0))

  function update(...output: OutputChunk[]): RunUpdate {
    const processes = [
      { processId: 10, name: 'first' },
      { processId: 11, name: `bad${clipboard}` },
    ]
    const loss = { eventsDropped: 0, outputBytesDropped: lostBytes }
    return { snapshot: { processes, loss }, events: [], output, machine: null } as unknown as RunUpdate
  }
  let lostBytes = 0
  afterEach(() => {
    lostBytes = 0
  })
  const chunk = (pid: number, text: string, stream: 'stdout' | 'stderr' = 'stdout'): OutputChunk => ({
    processId: pid,
    pid,
    stream,
    text,
    atMs: 0,
  })

  it('is printed by whole lines, each with its process', () => {
    const printer = new OutputPrinter(terminal)
    printer.print(update(chunk(10, 'one\ntw'), chunk(11, 'other\n', 'stderr'), chunk(10, 'o\nopen')))
    expect(printed).toEqual([
      '     10 first          │ one\n',
      '!      11 bad�]52;c;ZXZpbA==� │ other\n',
      '     10 first          │ two\n',
    ])
    printer.finish()
    expect(printed.at(-1)).toBe('     10 first          │ open\n')
  })

  it('that is not shown is counted, and told at once', () => {
    const printer = new OutputPrinter(terminal)
    printer.print(update(chunk(10, 'one\n')))
    for (lostBytes of [1_000, 2_000]) printer.print(update())
    expect(printed.slice(1)).toEqual([expect.stringMatching(/^! From here on some output is not shown/)])
    printer.finish()
    expect(printed.at(-1)).toMatch(/^! 2,000 bytes of output are not shown/)
  })

  it('that never ends a line is printed in pieces', () => {
    const printer = new OutputPrinter(terminal)
    for (let n = 0; n < 3; n++) printer.print(update(chunk(10, 'x'.repeat(10_000))))
    expect(printed).toHaveLength(1)
  })
})

describe('why a run failed', () => {
  const failed = (error: object, outcome = 'failed'): RunReport =>
    ({ run: { program: 'a.ts', outcome, exitCode: 1, error } }) as unknown as RunReport

  it('is one line with the place in the program', () => {
    const stack = 'RangeError: empty\n    at first (/home/me/a.ts:3:9)\n    at main (/home/me/a.ts:9:1)'
    expect(failureLine(failed({ name: 'RangeError', message: 'empty\nlist', stack }))).toBe(
      'RangeError: empty list (at /home/me/a.ts:3:9)',
    )
    const asynchronous = 'Error: x\n    at async file:///home/me/a.ts:3:9'
    expect(failureLine(failed({ name: 'Error', message: 'x', stack: asynchronous }))).toMatch(/a\.ts:3:9\)$/)
  })

  it('needs no class name where it is a sentence', () => {
    const message = 'The run was ended after its time-out of 1 s: nobody waited.'
    expect(failureLine(failed({ name: 'TimeoutError', message, stack: '' }, 'timeout'))).toBe(message)
    expect(failureLine(failed({}, 'completed'))).toBeUndefined()
  })
})
